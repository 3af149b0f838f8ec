package io.operatormetrics.operator.certificate;

import java.time.Duration;
import java.time.Instant;

/**
 * From when to when nothing more is asked for: a minute after the first time, twice as long after each further one, up to an hour.
 *
 * @param times how often it was asked in a row
 */
record Pause(int times, Instant since) {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST = Duration.ofHours(1);

    static Pause first(Instant now) {
        return new Pause(1, now);
    }

    Pause again(Instant now) {
        return new Pause(times + 1, now);
    }

    Instant until() {
        Duration length = FIRST.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
        return since.plus(length.compareTo(LONGEST) < 0 ? length : LONGEST);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until());
    }
}
