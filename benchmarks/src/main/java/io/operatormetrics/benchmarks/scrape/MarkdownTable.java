package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Spread;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The report for people. */
public final class MarkdownTable {

    private MarkdownTable() {}

    public static String render(ScrapeReport report) {
        List<String> peers = report.peers().stream().map(PeerFacts::name).toList();
        List<String> others = peers.subList(1, peers.size());
        List<String> head = new ArrayList<>(List.of("median (min–max)"));
        head.addAll(peers);
        others.forEach(peer -> head.add("ours ÷ " + peer));
        head.add("goal");

        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add(line(head)).add(rule(head.size()));
        for (ScrapeReport.Row row : report.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.title()));
            peers.forEach(peer -> cells.add(
                    row.of(peer).map(column -> column.value().toString()).orElse("–")));
            others.forEach(peer -> cells.add(
                    row.of(peer).map(column -> "× " + column.oursToThis()).orElse("–")));
            cells.add(goals(report, row));
            text.add(line(cells));
        }
        return text.add("")
                .add(facts(report))
                .add("")
                .add(limits(report))
                .add("")
                .add(report.settings())
                .toString();
    }

    /** Those that this row is about, and whether they are reached. */
    private static String goals(ScrapeReport report, ScrapeReport.Row row) {
        return Goal.ALL.stream()
                .filter(goal -> goal.series() == report.series()
                        && goal.measure() == row.measure()
                        && row.title().equals(goal.measure().title()))
                .flatMap(goal -> row.of(goal.peer()).stream()
                        .map(column -> goal.verdict(column.oursToThis().median())))
                .collect(Collectors.joining("; "));
    }

    private static String facts(ScrapeReport report) {
        List<String> head = List.of("served", "bytes", "gzip", "one family", "without client certificate");
        StringJoiner text = new StringJoiner("\n");
        text.add(line(head)).add(rule(head.size()));
        for (PeerFacts peer : report.peers()) {
            text.add(line(List.of(
                    peer.name(),
                    Integer.toString(peer.bytes()),
                    Integer.toString(peer.gzipBytes()),
                    Integer.toString(peer.smallBytes()),
                    peer.refusal())));
        }
        return text.toString();
    }

    /** Whose limit each figure is: a server that was not busy was not the limit. */
    private static String limits(ScrapeReport report) {
        List<String> head = new ArrayList<>(List.of("core used by server / client"));
        report.peers().forEach(peer -> head.add(peer.name()));
        StringJoiner text = new StringJoiner("\n");
        text.add(line(head)).add(rule(head.size()));
        report.rows().stream().map(ScrapeReport.Row::measure).distinct().forEach(measure -> {
            List<String> cells = new ArrayList<>(List.of(measure.title()));
            report.peers().forEach(peer -> cells.add(busy(report, measure, peer.name())));
            text.add(line(cells));
        });
        return text.toString();
    }

    private static String busy(ScrapeReport report, Measure measure, String peer) {
        List<Observation> observations = report.observations().stream()
                .filter(observation ->
                        observation.measure() == measure && observation.peer().equals(peer))
                .toList();
        return observations.isEmpty()
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.0f %% / %.0f %%",
                        100
                                * median(observations.stream()
                                        .map(Observation::serverBusy)
                                        .toList()),
                        100
                                * median(observations.stream()
                                        .map(Observation::clientBusy)
                                        .toList()));
    }

    private static double median(List<Double> values) {
        return Spread.of(values).median();
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String rule(int columns) {
        return "|" + "---|".repeat(columns);
    }
}
