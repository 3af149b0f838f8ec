package io.operatormetrics.operator.certificate;

import java.time.Duration;
import java.time.Instant;

/**
 * From when to when nothing more is asked for: a minute after the first time, twice as long after each further one, up to an hour.
 *
 * @param times how often it was asked in a row
 * @param longest how long it gets; between a minute and an hour
 */
record IssueBackoff(int times, Instant since, Duration longest) {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** A pair that is due has a third of its life left, which is three times as much as this part of it. */
    private static final int SHARE_OF_LIFE = 10;

    static IssueBackoff first(Instant now) {
        return new IssueBackoff(1, now, LONGEST);
    }

    IssueBackoff again(Instant now) {
        return new IssueBackoff(times + 1, now, longest);
    }

    /**
     * The same where a pair is to be replaced, which ends by itself.
     *
     * @param life of that pair's certificate
     */
    IssueBackoff within(Duration life) {
        Duration share = life.dividedBy(SHARE_OF_LIFE);
        return new IssueBackoff(times, since, shorter(LONGEST, share.compareTo(FIRST) < 0 ? FIRST : share));
    }

    Instant until() {
        return since.plus(shorter(longest, FIRST.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS))));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until());
    }
}
