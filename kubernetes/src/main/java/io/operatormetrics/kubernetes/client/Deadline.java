package io.operatormetrics.kubernetes.client;

import java.time.Duration;

/**
 * Until when something has to be over, on a clock that nobody sets.
 *
 * @param nanoTime as {@link System#nanoTime}
 * @param length of the time that was given
 */
public record Deadline(long nanoTime, Duration length) {

    public static Deadline in(Duration length) {
        return new Deadline(System.nanoTime() + length.toNanos(), length);
    }

    /** Zero once it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    boolean isOver() {
        return left().isZero();
    }

    Deadline earlier(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }
}
