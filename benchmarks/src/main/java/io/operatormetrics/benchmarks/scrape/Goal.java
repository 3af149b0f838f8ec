package io.operatormetrics.benchmarks.scrape;

import java.util.List;
import java.util.Locale;

/**
 * What we want to be beside a peer.
 *
 * @param atLeast how many times the peer's median ours must be
 */
public record Goal(Measure measure, String peer, double atLeast) {

    /** Those of the first form; peers and goals grow together. */
    public static final List<Goal> ALL =
            List.of(new Goal(Measure.SCRAPES, "client_java", 1.5), new Goal(Measure.NEW_CONNECTIONS, "client_java", 4));

    /** One line: {@code scrapes/s, …: at least 1.5 × client_java: reached, × 33.2 (30.1–34.0)}. */
    String verdict(ScrapeReport report) {
        String goal = String.format(Locale.ROOT, "%s: at least %.1f × %s: ", measure.title(), atLeast, peer);
        return report.rows().stream()
                .filter(row -> row.title().equals(measure.title()))
                .flatMap(row -> row.columns().stream())
                .filter(column -> column.peer().equals(peer))
                .map(column -> goal + (column.oursToThis().median() >= atLeast ? "reached" : "NOT reached") + ", × "
                        + column.oursToThis())
                .findFirst()
                .orElse(goal + "not compared");
    }
}
