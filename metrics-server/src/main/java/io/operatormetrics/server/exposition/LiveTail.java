package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The families of a registry, which stand behind those of the store. They change with every look, so they are rendered for scrapes, but not
 * for each: what one of them got serves those that come soon after. Nobody waits for another's collecting, which may be stuck. Thread-safe.
 */
final class LiveTail {

    private final PrometheusRegistry registry;
    private final Duration freshness;
    private final Map<ExpositionFormat, Rendered> latest = new ConcurrentHashMap<>();

    /**
     * What the registry held at one moment.
     *
     * @param names of its families
     * @param nanoTime when it was asked
     */
    record Rendered(Set<String> names, Chunk chunk, long nanoTime) {}

    /** @param freshness for how long it may be served */
    LiveTail(PrometheusRegistry registry, Duration freshness) {
        this.registry = registry;
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
        MetricSnapshots families = registry.scrape(filter);
        Set<String> names = families.stream()
                .map(family -> family.getMetadata().getExpositionBasePrometheusName())
                .collect(Collectors.toSet());
        return new Rendered(names, new Chunk(format.render(families)), asked);
    }
}
