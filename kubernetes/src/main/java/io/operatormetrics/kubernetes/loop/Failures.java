package io.operatormetrics.kubernetes.loop;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is said and counted of failures that nothing foresaw. Thread-safe. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final Counter restarts;
    private final Runnable onOutOfMemory;
    /** By the loop's name. What repeats itself is said once a minute, without its stack, or it buries everything else. */
    private final Map<String, Said> lastSaid = new ConcurrentHashMap<>();

    private record Said(String text, long nanoTime) {}

    Failures(PrometheusRegistry registry, String prefix, Runnable onOutOfMemory) {
        restarts = Counter.builder()
                .name(prefix + "_loop_restarts_total")
                .help(
                        "Failures of the program's own loops and timers that nothing foresaw; each went on after a pause.")
                .register(registry);
        this.onOutOfMemory = onOutOfMemory;
    }

    /** To be called by the thread that it happened to. */
    void report(String name, Throwable defect, Duration delay) {
        if (defect instanceof OutOfMemoryError) {
            // What else had no memory cannot be known, so nothing that this process says can be relied on.
            logLast(name, defect);
            onOutOfMemory.run();
            return;
        }
        restarts.inc();
        Said now = new Said(defect.toString(), System.nanoTime());
        Said last = lastSaid.get(name);
        if (last == null || !last.text.equals(now.text)) {
            log.error("{}: unexpected error, this is a bug; continues in {} ms", name, delay.toMillis(), defect);
        } else if (now.nanoTime - last.nanoTime < REPEAT.toNanos()) {
            return;
        } else {
            log.error("{}: {} repeatedly; continues", name, now.text);
        }
        lastSaid.put(name, now);
    }

    private static void logLast(String name, Throwable defect) {
        try {
            log.error("{}: no memory; the process ends", name, defect);
        } catch (OutOfMemoryError noneForThatEither) {
            // The exit status says it.
        }
    }
}
