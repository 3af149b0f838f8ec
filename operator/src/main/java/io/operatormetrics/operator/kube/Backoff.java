package io.operatormetrics.operator.kube;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: doubling from a quarter of a second to ten, with jitter so that watches do not march in step. */
class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    Duration next() {
        Duration delay = next;
        next = delay.multipliedBy(2).compareTo(LONGEST) < 0 ? delay.multipliedBy(2) : LONGEST;
        return delay.multipliedBy(ThreadLocalRandom.current().nextLong(75, 101)).dividedBy(100);
    }

    /** The same, but as long as the API server asks for, and up to a quarter longer. */
    Duration next(ApiFailure failure) {
        Duration usual = next();
        Duration wanted = failure.retryAfter()
                .multipliedBy(ThreadLocalRandom.current().nextLong(100, 126))
                .dividedBy(100);
        return wanted.compareTo(usual) > 0 ? wanted : usual;
    }

    void reset() {
        next = FIRST;
    }
}
