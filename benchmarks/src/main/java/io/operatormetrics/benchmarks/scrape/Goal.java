package io.operatormetrics.benchmarks.scrape;

import java.util.List;
import java.util.Locale;

/**
 * What we want to be beside a peer.
 *
 * @param series at which it is to be so
 * @param ratio of our median to the peer's that is at least asked for; at most, where less is better
 */
public record Goal(Measure measure, int series, String peer, double ratio) {

    public static final List<Goal> ALL = List.of(
            new Goal(Measure.IDENTITY, 10_000, "Go", 30),
            new Goal(Measure.IDENTITY, 10_000, "nginx", 0.9),
            new Goal(Measure.GZIP_CHANGING, 10_000, "Go", 200),
            new Goal(Measure.GZIP_CHANGING, 10_000, "nginx", 0.4),
            new Goal(Measure.GZIP_CHANGED, 10_000, "Go", 100),
            new Goal(Measure.CONNECTIONS, 10_000, "Go", 0.8),
            new Goal(Measure.CONNECTIONS, 10_000, "nginx", 1),
            new Goal(Measure.LATENCY, 100_000, "Go", 1 / 60.0),
            new Goal(Measure.LATENCY, 100_000, "nginx", 0.7));

    /** As a cell of a table: {@code ≥ × 30 Go: reached}. */
    String verdict(double oursToThis) {
        return String.format(
                Locale.ROOT,
                "%s × %s %s: %s",
                measure.isLatency() ? "≤" : "≥",
                ratio < 0.1
                        ? "1/" + Math.round(1 / ratio)
                        : Double.toString(ratio).replaceAll("\\.0$", ""),
                peer,
                isReached(oursToThis) ? "reached" : "**not reached**");
    }

    boolean isReached(double oursToThis) {
        return measure.isLatency() ? oursToThis <= ratio : oursToThis >= ratio;
    }
}
