package io.operatormetrics.kubernetes.loop;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** All loops and timers of this process. Thread-safe. */
public final class Loops {
    /** As of a JVM with {@code -XX:+ExitOnOutOfMemoryError}, which ends where the JVM itself finds no memory, but not where a library does. */
    private static final int OUT_OF_MEMORY = 3;

    private final Failures failures;
    private final LongSupplier nanoTime;
    private final Set<Loop> loops = ConcurrentHashMap.newKeySet();
    private final Set<Timers> timers = ConcurrentHashMap.newKeySet();

    /**
     * Counts failures in that registry; an OutOfMemoryError ends the process.
     *
     * @param prefix of the metric name, without the underscore behind it
     */
    public Loops(PrometheusRegistry registry, String prefix) {
        this(registry, prefix, () -> Runtime.getRuntime().halt(OUT_OF_MEMORY), System::nanoTime);
    }

    Loops(PrometheusRegistry registry, String prefix, Runnable onOutOfMemory, LongSupplier nanoTime) {
        this.failures = new Failures(registry, prefix, onOutOfMemory);
        this.nanoTime = nanoTime;
    }

    /**
     * Starts a loop; returns at once. The caller closes it.
     *
     * @param name for the log and for {@code /livez}
     * @param period within which a step ends, or says {@link Loop#turned()}, when nothing happens
     */
    public Loop start(String name, Duration period, Loop.Step step) {
        Loop loop = new Loop(name, step, new Pulse(name, period, nanoTime), failures, loops::remove);
        loops.add(loop);
        loop.start();
        return loop;
    }

    /** A timer for short tasks, on one thread; the caller shuts it down. */
    public ScheduledExecutorService timers() {
        Timers made = new Timers(failures, nanoTime);
        timers.add(made);
        return made;
    }

    /** What does not go on, one line each: then only a new start of the process helps. */
    public List<String> troubles() {
        return Stream.concat(loops.stream().map(Loop::trouble), timers.stream().map(Timers::trouble))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }
}
