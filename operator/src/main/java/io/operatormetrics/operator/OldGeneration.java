package io.operatormetrics.operator;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has the old generation collected before it is a quarter larger. The serial collector would first let it grow to the largest heap that is
 * allowed, mostly of garbage, and the process's resident memory with it. For one thread.
 */
final class OldGeneration {

    /** The first list of 100,000 Secrets takes ten seconds. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The serial collector's name for it. Other collectors, which a user may choose, have rules of their own. */
    private static final String SERIAL_POOL = "Tenured Gen";

    /** In bytes: for less than this no scrape is made to wait for a collection. */
    private static final long LEAST_GARBAGE = 16 << 20;

    private final LongSupplier used;
    private final Runnable collect;
    private long alive;

    OldGeneration(LongSupplier used, Runnable collect) {
        this.used = used;
        this.collect = collect;
    }

    /** Looks at it every second, where the serial collector is used. */
    static void watch(ScheduledExecutorService timers) {
        ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(SERIAL_POOL))
                .map(OldGeneration::of)
                .forEach(old -> {
                    var _ = timers.scheduleWithFixedDelay(
                            old::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
                });
    }

    private static OldGeneration of(MemoryPoolMXBean pool) {
        return new OldGeneration(() -> pool.getUsage().getUsed(), System::gc);
    }

    void look() {
        if (used.getAsLong() > alive + Math.max(LEAST_GARBAGE, alive / 4)) {
            collect.run();
            alive = used.getAsLong();
        }
    }
}
