package io.operatormetrics.it.roles;

import java.util.List;
import java.util.stream.Stream;

/**
 * One way in which our program and the Go operator meet.
 *
 * @param theyAreFirst else we are
 * @param theirMetrics whether its metrics are on
 * @param itsNames whether ours has the Go operator's names
 * @param monitoring MONITORING of ours
 */
public record Order(boolean theyAreFirst, boolean theirMetrics, boolean itsNames, String monitoring) {

    /** All eight in which that one is first. */
    public static List<Order> whereTheyAreFirst(boolean theyAreFirst) {
        return Stream.of(true, false)
                .flatMap(metrics -> Stream.of(true, false)
                        .flatMap(names -> Stream.of("monitor", "always")
                                .map(monitoring -> new Order(theyAreFirst, metrics, names, monitoring))))
                .toList();
    }

    /** For the namespaces of its site. */
    public String siteName() {
        return "%s-%s-%s-%s"
                .formatted(
                        theyAreFirst ? "they" : "we",
                        theirMetrics ? "on" : "off",
                        itsNames ? "same" : "own",
                        monitoring);
    }

    @Override
    public String toString() {
        return "%s first, its metrics %s, %s names, MONITORING=%s"
                .formatted(
                        theyAreFirst ? "the Go operator" : "ours",
                        theirMetrics ? "on" : "off",
                        itsNames ? "the Go operator's" : "own",
                        monitoring);
    }
}
