package io.operatormetrics.benchmarks.scrape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What scrapes cost at several sizes.
 *
 * @param sizes smallest first
 * @param changes what a change costs our server, at the same sizes
 */
public record SizesReport(List<ScrapeReport> sizes, List<ChangeCost.Result> changes) {

    /** Of the largest size to the smallest: a change must cost what changed, not what exists. */
    private static final double GOAL = 2;

    public SizesReport {
        sizes = List.copyOf(sizes);
        changes = List.copyOf(changes);
    }

    public String toMarkdown() {
        StringJoiner text = new StringJoiner("\n");
        for (ScrapeReport report : sizes) {
            text.add(String.format(Locale.ROOT, "### %,d series", report.series()))
                    .add("");
            text.add(MarkdownTable.render(report));
        }
        return text.add("### One changed series until a scrape has it")
                .add("")
                .add(changeTable())
                .toString();
    }

    private String changeTable() {
        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add(
                "| series | p50 ms of a scrape, gzip | with a change before | the change costs | to the smallest size |");
        text.add("|---|---|---|---|---|");
        changes.forEach(change -> text.add(String.format(
                Locale.ROOT,
                "| %,d | %s | %s | %s | × %s |",
                change.series(),
                change.unchanged(),
                change.changed(),
                change.cost(),
                change.toSmallest())));
        text.add("");
        double ratio = changes.getLast().toSmallest().median();
        text.add(String.format(Locale.ROOT, "Goal ≤ × %.0f: %s.", GOAL, ratio <= GOAL ? "reached" : "**not reached**"));
        return text.toString();
    }

    /** Server CPU time of one scrape against size, for each peer and measure that has it at every size. */
    public CostPlot plot() {
        List<CostPlot.Curve> curves = new ArrayList<>();
        for (PeerFacts peer : sizes.getFirst().peers()) {
            for (ScrapeReport.Row row : sizes.getFirst().rows()) {
                if (row.title().equals(row.measure().costTitle())) {
                    List<CostPlot.Point> points = points(row.title(), peer.name());
                    if (points.size() == sizes.size()) {
                        curves.add(new CostPlot.Curve(
                                peer.name() + ", " + row.measure().plotName(), points));
                    }
                }
            }
        }
        return new CostPlot(
                "What a scrape costs the server over one mTLS connection", "series", "CPU ms per scrape", curves);
    }

    private List<CostPlot.Point> points(String title, String peer) {
        return sizes.stream()
                .flatMap(report -> report.rows().stream()
                        .filter(row -> row.title().equals(title))
                        .map(row -> row.of(peer))
                        .flatMap(Optional::stream)
                        .map(column -> new CostPlot.Point(
                                report.series(), column.value().median())))
                .toList();
    }
}
