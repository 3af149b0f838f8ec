package io.operatormetrics.kubernetes.control;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * For how long this replica leads: from when a renewal that succeeded was sent, for as long as the renew deadline, by a clock that nobody
 * sets. Another replica counts from when it observed that renewal, which is later, and waits for the whole of the Lease, which is longer.
 *
 * <p>Whatever {@link #isRunning} said to anybody, each change of it is reported. Safe for use by several threads.
 */
final class LeaderTerm {

    private final Duration deadline;
    private final LongSupplier nanoTime;
    private final Consumer<Boolean> onChange;
    private volatile @Nullable Long renewedAt;
    private boolean reported;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param onChange called with whether it runs now, one call at a time; must return at once
     */
    LeaderTerm(Duration deadline, LongSupplier nanoTime, Consumer<Boolean> onChange) {
        this.deadline = deadline;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
    }

    boolean isRunning() {
        return isRunning(renewedAt);
    }

    private boolean isRunning(@Nullable Long since) {
        return since != null && nanoTime.getAsLong() - since < deadline.toNanos();
    }

    /** @param sentAt when the request was sent that succeeded */
    synchronized void renewed(long sentAt) {
        Long before = renewedAt;
        renewedAt = sentAt;
        if (!isRunning(before)) {
            // Somebody may have asked in between.
            report(false);
        }
        report();
    }

    /** The Lease is another's, or given up. */
    synchronized void end() {
        renewedAt = null;
        report();
    }

    /** To be called from time to time: that time is over is no event. */
    synchronized void report() {
        report(isRunning());
    }

    private void report(boolean runs) {
        if (reported != runs) {
            reported = runs;
            onChange.accept(runs);
        }
    }
}
