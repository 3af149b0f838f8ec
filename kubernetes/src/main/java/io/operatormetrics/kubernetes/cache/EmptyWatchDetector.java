package io.operatormetrics.kubernetes.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that watches bring nothing: some proxies answer each with 200 and end it at once, and no event ever comes. After three of them in a
 * row, or once nothing was read for too long, what changed is learnt by listing, at most once a minute, until a watch brings something. For one
 * thread.
 */
final class EmptyWatchDetector {

    private static final int TOLERATED = 3;

    /** One that lasted for so long was watching: there may have been nothing to say. */
    private static final Duration LASTING = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Duration silence;
    private final Duration betweenLists;
    private long listed;
    private long heard;
    private long begun;
    private boolean heardSinceBegin;
    private int inARow;

    /** @param nanoTime a clock that nobody sets, as {@link System#nanoTime} */
    EmptyWatchDetector(LongSupplier nanoTime, Duration silence, Duration betweenLists) {
        this.nanoTime = nanoTime;
        this.silence = silence;
        this.betweenLists = betweenLists;
    }

    /** A list begins: what changes from now on may not be in it. */
    void listing() {
        listed = nanoTime.getAsLong();
        heard = listed;
    }

    void begun() {
        begun = nanoTime.getAsLong();
        heardSinceBegin = false;
    }

    /** An event or a bookmark; whether it is the first after watches that brought nothing. */
    boolean heard() {
        boolean wereEmpty = isListingInstead();
        heard = nanoTime.getAsLong();
        heardSinceBegin = true;
        inARow = 0;
        return wereEmpty;
    }

    /** Whether watches are no longer relied on. */
    boolean isListingInstead() {
        return inARow >= TOLERATED;
    }

    /** The server ended one in good order: in how long a list is due; empty where the next watch will do. */
    Optional<Duration> ended() {
        if (heardSinceBegin) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        inARow = now - begun >= LASTING.toNanos() ? 0 : inARow + 1;
        return isListingInstead() || now - heard >= silence.toNanos()
                ? Optional.of(Duration.ofNanos(Math.max(0, listed + betweenLists.toNanos() - now)))
                : Optional.empty();
    }
}
