package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Machine;
import io.operatormetrics.benchmarks.Spread;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one run, ready for printing.
 *
 * @param peers ours first
 * @param observations everything, for calculations of your own
 */
public record ScrapeReport(
        Instant at,
        Machine machine,
        String settings,
        int series,
        List<PeerFacts> peers,
        List<Row> rows,
        List<Observation> observations) {

    /** One line of the table: a column for each peer that could do it, in their order. */
    public record Row(Measure measure, String title, List<Column> columns) {
        Optional<Column> of(String peer) {
            return columns.stream().filter(column -> column.peer().equals(peer)).findFirst();
        }
    }

    /**
     * One peer's figure.
     *
     * @param oursToThis how many times the peer's figure ours is; 1 in our own column
     */
    public record Column(String peer, Spread value, Spread oursToThis) {}

    /** Makes two rows of each measure: what was reached and what CPU time it cost. */
    public static ScrapeReport of(
            Instant at, Machine machine, String description, ScrapeSettings settings, ScrapeComparison.Result result) {
        List<Row> rows = new ArrayList<>();
        for (Measure measure : settings.measures()) {
            rows.add(row(measure, measure.title(), result, Observation::value));
            rows.add(row(measure, measure.costTitle(), result, Observation::cpuMillis));
        }
        return new ScrapeReport(
                at, machine, description, settings.workload().size(), result.peers(), rows, result.observations());
    }

    private static Row row(
            Measure measure, String title, ScrapeComparison.Result result, ToDoubleFunction<Observation> figure) {
        double[] ours = figures(measure, result.peers().getFirst().name(), result, figure);
        List<Column> columns = new ArrayList<>();
        for (PeerFacts peer : result.peers()) {
            double[] figures = figures(measure, peer.name(), result, figure);
            if (figures.length > 0) {
                columns.add(new Column(peer.name(), Spread.of(figures), Spread.ratio(ours, figures)));
            }
        }
        return new Row(measure, title, columns);
    }

    /** In the order of rounds. */
    private static double[] figures(
            Measure measure, String peer, ScrapeComparison.Result result, ToDoubleFunction<Observation> figure) {
        return result.observations().stream()
                .filter(observation ->
                        observation.measure() == measure && observation.peer().equals(peer))
                .mapToDouble(figure)
                .toArray();
    }
}
