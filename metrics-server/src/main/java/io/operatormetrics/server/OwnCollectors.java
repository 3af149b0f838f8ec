package io.operatormetrics.server;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.util.ArrayList;
import java.util.List;

/** Collectors that leave a registry together: all of them are registered, or none. */
final class OwnCollectors implements AutoCloseable {

    private final PrometheusRegistry registry;
    private final List<Collector> registered = new ArrayList<>();

    OwnCollectors(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** Throws IllegalArgumentException when the registry has one of that name already. */
    <T extends Collector> T register(T collector) {
        try {
            registry.register(collector);
        } catch (RuntimeException taken) {
            close();
            throw new IllegalArgumentException(taken.getMessage(), taken);
        }
        registered.add(collector);
        return collector;
    }

    /** Again does nothing. */
    @Override
    public void close() {
        registered.forEach(registry::unregister);
        registered.clear();
    }
}
