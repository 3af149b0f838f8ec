package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Spread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The report for people. */
public final class MarkdownTable {

    private MarkdownTable() {}

    public static String render(ScrapeReport report) {
        List<String> peers = report.peers().stream().map(PeerFacts::name).toList();
        List<String> head = new ArrayList<>(List.of("median (min–max)"));
        head.addAll(peers);
        peers.stream().skip(1).forEach(peer -> head.add("ours ÷ " + peer));

        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add(line(head)).add(rule(head.size()));
        for (ScrapeReport.Row row : report.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.title()));
            row.columns().forEach(column -> cells.add(column.value().toString()));
            row.columns().stream().skip(1).forEach(column -> cells.add("× " + column.oursToThis()));
            text.add(line(cells));
        }
        text.add("").add(facts(report)).add("").add(limits(report));
        text.add("");
        Goal.ALL.forEach(goal -> text.add("- " + goal.verdict(report)));
        return text.toString();
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
        return report.peers().stream()
                .map(peer -> "- " + peer.name() + ", core used by server / client: "
                        + Arrays.stream(Measure.values())
                                .map(measure -> busy(report, measure, peer.name()))
                                .collect(Collectors.joining("; ")))
                .collect(Collectors.joining("\n"));
    }

    private static String busy(ScrapeReport report, Measure measure, String peer) {
        List<Observation> observations = report.observations().stream()
                .filter(observation ->
                        observation.measure() == measure && observation.peer().equals(peer))
                .toList();
        return String.format(
                Locale.ROOT,
                "%s %.0f %% / %.0f %%",
                measure.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                100 * median(observations.stream().map(Observation::serverBusy).toList()),
                100 * median(observations.stream().map(Observation::clientBusy).toList()));
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
