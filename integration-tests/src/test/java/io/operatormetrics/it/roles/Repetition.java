package io.operatormetrics.it.roles;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Does one thing again and again beside a test, as controllers do, until it fails or is closed. */
final class Repetition implements AutoCloseable {

    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final ScheduledFuture<?> repeated;

    private Repetition(Duration pause, Runnable task) {
        repeated = executor.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    static Repetition every(Duration pause, Runnable task) {
        return new Repetition(pause, task);
    }

    /** Fails when it has. */
    void check() {
        if (repeated.state() == Future.State.FAILED) {
            throw new AssertionError(repeated.exceptionNow());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
