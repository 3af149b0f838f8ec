package io.operatormetrics.kubernetes.control;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a loop keeps from doing too much.
 *
 * @param quiet after a trigger it waits until none came for this long, since events come in bursts
 * @param atMost but never longer than this
 * @param firstRetry the delay after a failure; it doubles with each failure that follows
 * @param longestRetry up to this
 */
record ReconcileTiming(Duration quiet, Duration atMost, Duration firstRetry, Duration longestRetry) {

    /**
     * A burst of any length costs one reconcile in four seconds, and drift is repaired within five. The events of one change come within
     * milliseconds, and what a reconcile writes brings on the next, so each step of a start takes the quiet time.
     */
    static final ReconcileTiming USUAL = new ReconcileTiming(
            Duration.ofMillis(100), Duration.ofSeconds(4), Duration.ofMillis(500), Duration.ofSeconds(30));

    /**
     * With jitter, so that replicas do not try again in step.
     *
     * @param failures in a row; at least 1
     */
    Duration retry(int failures) {
        Duration delay = firstRetry;
        for (int doubled = 1; doubled < failures && delay.compareTo(longestRetry) < 0; doubled++) {
            delay = delay.multipliedBy(2);
        }
        Duration capped = delay.compareTo(longestRetry) < 0 ? delay : longestRetry;
        return capped.multipliedBy(ThreadLocalRandom.current().nextLong(75, 101))
                .dividedBy(100);
    }
}
