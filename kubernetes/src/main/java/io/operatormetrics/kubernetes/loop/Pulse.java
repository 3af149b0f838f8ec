package io.operatormetrics.kubernetes.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When a loop has turned last, and whether it waits for something that may take as long as it likes: an answer of the API server, the end
 * of a back-off. Thread-safe.
 */
final class Pulse {
    private static final Duration AT_LEAST = Duration.ofMinutes(5);
    private static final int PERIODS = 5;

    private static final ScopedValue<Pulse> CURRENT = ScopedValue.newInstance();

    private final String name;
    private final Duration longest;
    private final LongSupplier nanoTime;
    private volatile long turnedAt;
    private volatile boolean waiting;

    /** @param period how often it turns when nothing happens */
    Pulse(String name, Duration period, LongSupplier nanoTime) {
        this.name = name;
        Duration periods = period.multipliedBy(PERIODS);
        this.longest = periods.compareTo(AT_LEAST) > 0 ? periods : AT_LEAST;
        this.nanoTime = nanoTime;
        this.turnedAt = nanoTime.getAsLong();
    }

    /** Runs it as part of what this is the pulse of. */
    <E extends Exception> void during(ScopedTask<E> task) throws E {
        ScopedValue.where(CURRENT, this).call(() -> {
            task.run();
            return null;
        });
    }

    interface ScopedTask<E extends Exception> {
        void run() throws E;
    }

    /** The loop whose thread this is has turned; says nothing elsewhere. */
    static void turn() {
        if (CURRENT.isBound()) {
            CURRENT.get().turned();
        }
    }

    /** The loop whose thread this is waits until this is closed. */
    static Loop.Waiting await() {
        if (!CURRENT.isBound()) {
            return () -> {};
        }
        Pulse pulse = CURRENT.get();
        pulse.waiting = true;
        return () -> {
            pulse.turned();
            pulse.waiting = false;
        };
    }

    void turned() {
        turnedAt = nanoTime.getAsLong();
    }

    /** What is wrong with it; empty when it turns, or waits. */
    Optional<String> trouble() {
        Duration since = Duration.ofNanos(nanoTime.getAsLong() - turnedAt);
        return waiting || since.compareTo(longest) <= 0
                ? Optional.empty()
                : Optional.of("%s has not gone on for %d s (expected: %d s at most)"
                        .formatted(name, since.toSeconds(), longest.toSeconds()));
    }
}
