package io.operatormetrics.kubernetes.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: doubling from a quarter of a second to ten, with jitter so that loops do not march in step. */
public class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    public Duration next() {
        Duration delay = next;
        next = delay.multipliedBy(2).compareTo(LONGEST) < 0 ? delay.multipliedBy(2) : LONGEST;
        return delay.multipliedBy(ThreadLocalRandom.current().nextLong(75, 101)).dividedBy(100);
    }

    /** The same, but as long as an API server asks for, and up to a quarter longer. */
    public Duration next(Duration retryAfter) {
        Duration usual = next();
        Duration wanted = retryAfter
                .multipliedBy(ThreadLocalRandom.current().nextLong(100, 126))
                .dividedBy(100);
        return wanted.compareTo(usual) > 0 ? wanted : usual;
    }

    public void reset() {
        next = FIRST;
    }
}
