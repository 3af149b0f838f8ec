package io.operatormetrics.operator.certificate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Waits for a deadline of the clock, but never for longer than it may take by a clock that nobody sets: one that is set back an hour must not
 * make a wait of ten minutes take seventy. For one thread.
 */
final class BoundedWait {

    private final Duration most;
    private final LongSupplier nanoTime;
    private @Nullable Instant awaited;
    private long begun;

    /** @param nanoTime as {@link System#nanoTime} */
    BoundedWait(Duration most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** When it is over, by the clock as it is now; now where it is over already. A deadline that was not asked for before begins a wait. */
    Instant end(Instant deadline, Instant now) {
        if (!deadline.equals(awaited)) {
            awaited = deadline;
            begun = nanoTime.getAsLong();
        }
        Instant latest = now.plus(most).minusNanos(nanoTime.getAsLong() - begun);
        Instant end = deadline.isBefore(latest) ? deadline : latest;
        return end.isAfter(now) ? end : now;
    }

    /** The time as far as such a deadline is concerned: at the least the deadline itself once the wait is over. */
    Instant now(Optional<Instant> deadline, Instant now) {
        return deadline.filter(now::isBefore)
                .filter(until -> !end(until, now).isAfter(now))
                .orElse(now);
    }
}
