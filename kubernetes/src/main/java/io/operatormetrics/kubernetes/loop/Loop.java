package io.operatormetrics.kubernetes.loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does the same step again and again on a virtual thread of its own until it is closed. Whatever a step throws is logged with its stack and
 * counted, and after a back-off the next step begins; only an OutOfMemoryError ends the process.
 */
public final class Loop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    /** A loop is closed by interrupting it, so a step has nothing to do about that. */
    public interface Step {
        void run() throws InterruptedException;
    }

    /** How long a wait lasts that no failure of ours can be the reason of. */
    public interface Waiting extends AutoCloseable {
        @Override
        void close();
    }

    private final String name;
    private final Step step;
    private final Pulse pulse;
    private final Failures failures;
    private final Consumer<Loop> onClose;
    private final Backoff backoff = new Backoff();
    private volatile boolean closing;
    private volatile @Nullable Thread thread;

    Loop(String name, Step step, Pulse pulse, Failures failures, Consumer<Loop> onClose) {
        this.name = name;
        this.step = step;
        this.pulse = pulse;
        this.failures = failures;
        this.onClose = onClose;
    }

    /** Of the loop whose step this thread runs, if any: it goes on, though the step lasts. */
    public static void turned() {
        Pulse.turn();
    }

    /** Of the loop whose step this thread runs, if any: until this is closed it waits for the API server, or in a back-off. */
    public static Waiting waiting() {
        return Pulse.await();
    }

    /** Waits that long, however long that is. */
    public static void pause(Duration delay) throws InterruptedException {
        try (Waiting _ = waiting()) {
            Thread.sleep(delay);
        }
    }

    synchronized void start() {
        if (!closing) {
            thread = Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void run() {
        while (!closing) {
            try {
                pulse.<InterruptedException>during(step::run);
                backoff.reset();
                pulse.turned();
            } catch (InterruptedException e) {
                log.debug("{}: interrupted", name);
            } catch (Throwable defect) {
                takeUp(defect);
            }
        }
    }

    private void takeUp(Throwable defect) {
        Duration delay = backoff.next();
        failures.report(name, defect, delay);
        try {
            pulse.<InterruptedException>during(() -> pause(delay));
        } catch (InterruptedException e) {
            log.debug("{}: interrupted", name);
        }
    }

    /** What is wrong with it; empty when it goes on. A thread that is dead all the same is replaced. */
    synchronized Optional<String> trouble() {
        Thread running = thread;
        if (closing || running == null || running.isAlive()) {
            return closing ? Optional.empty() : pulse.trouble();
        }
        try {
            start();
            return pulse.trouble();
        } catch (RuntimeException | Error impossible) {
            return Optional.of(name + " has ended and cannot be started again: " + impossible);
        }
    }

    /** Interrupts the step and waits for its end, except when it is the step that closes its own loop. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closing = true;
            running = thread;
        }
        onClose.accept(this);
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
