package io.operatormetrics.kubernetes.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One thread for short tasks at a given time. A task that fails is run again after a back-off, and a repeated one goes on, where
 * {@link ScheduledThreadPoolExecutor} would say nothing and drop both.
 */
final class Timers extends ScheduledThreadPoolExecutor {
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);
    private static final String NAME = "timers";

    private final Failures failures;
    private final Pulse pulse;

    Timers(Failures failures, LongSupplier nanoTime) {
        super(1, Thread.ofPlatform().daemon().name(NAME).factory());
        this.failures = failures;
        this.pulse = new Pulse(NAME, HEARTBEAT, nanoTime);
        setRemoveOnCancelPolicy(true);
        var _ = scheduleWithFixedDelay(pulse::turned, 0, HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
    }

    /** What is wrong with it; empty when its thread is free now and then, or it is shut down. */
    Optional<String> trouble() {
        return isShutdown() ? Optional.empty() : pulse.trouble();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return super.schedule(() -> runOrRetry(task, new Backoff()), delay, unit);
    }

    /** A failure is reported, too, but the task is not run again: its future has that failure. A lambda that only throws is such a task. */
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return super.schedule(
                () -> {
                    try {
                        return task.call();
                    } catch (Exception | Error defect) {
                        failures.report(NAME, defect, Duration.ZERO);
                        throw defect;
                    }
                },
                delay,
                unit);
    }

    private void runOrRetry(Runnable task, Backoff backoff) {
        try {
            task.run();
        } catch (RuntimeException | Error defect) {
            Duration delay = backoff.next();
            failures.report(NAME, defect, delay);
            if (!isShutdown()) {
                var _ = super.schedule(() -> runOrRetry(task, backoff), delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error defect) {
                        failures.report(NAME, defect, Duration.of(delay, unit.toChronoUnit()));
                    }
                },
                first,
                delay,
                unit);
    }
}
