package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The families of a registry, which stand behind those of the store. They change with every look, so they are rendered for scrapes, but not
 * for each: what one of them got serves those that come soon after. Nobody waits for another's collecting, which may be stuck. Thread-safe.
 */
final class RegistrySection {

    private final PrometheusRegistry registry;
    private final Predicate<String> served;
    private final Duration freshness;
    private final Map<ExpositionFormat, Rendered> latest = new ConcurrentHashMap<>();

    /**
     * What the registry held at one moment.
     *
     * @param leftOut names of families that are not served, as OpenMetrics has them
     * @param nanoTime when it was asked
     */
    record Rendered(Set<String> leftOut, Chunk chunk, long nanoTime) {}

    /**
     * @param served asked for the name of each family
     * @param freshness for how long it may be served
     */
    RegistrySection(PrometheusRegistry registry, Predicate<String> served, Duration freshness) {
        this.registry = registry;
        this.served = served;
        this.freshness = freshness;
    }

    /** Collects on the calling thread, unless there is one that is fresh. Throws what a collector throws. */
    Rendered render(ExpositionFormat format, NameFilter filter) {
        if (filter != NameFilter.ALL) {
            return collect(format, filter);
        }
        Rendered last = latest.get(format);
        if (last != null && System.nanoTime() - last.nanoTime() < freshness.toNanos()) {
            return last;
        }
        Rendered now = collect(format, filter);
        latest.put(format, now);
        return now;
    }

    private Rendered collect(ExpositionFormat format, NameFilter filter) {
        long asked = System.nanoTime();
        Set<String> leftOut = new HashSet<>();
        MetricSnapshots families = registry.scrape(name -> filter.test(name) && isServed(name, leftOut));
        return new Rendered(leftOut, new ReadyChunk(format.render(families)), asked);
    }

    /** The registry may ask several times for one family. */
    private boolean isServed(String name, Set<String> leftOut) {
        if (!served.test(name)) {
            leftOut.add(MetricFamily.openMetricsName(name));
            return false;
        }
        return true;
    }
}
