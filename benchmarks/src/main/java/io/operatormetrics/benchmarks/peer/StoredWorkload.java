package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The workload's series in our store, each an object's of its own, as a certificate is its Secret's. For one thread at a time. */
public final class StoredWorkload {

    private final ExpositionStore store = new ExpositionStore();
    private final Map<Workload.Family, MetricFamily> families = new HashMap<>();

    public ExpositionStore store() {
        return store;
    }

    /** Puts it there, or gives it another value. */
    public void put(Workload.Sample sample) {
        MetricFamily family = families.computeIfAbsent(sample.family(), this::register);
        store.put(
                String.join("/", sample.labelValues()),
                List.of(new Series(family, sample.labelValues(), sample.value())));
    }

    private MetricFamily register(Workload.Family family) {
        MetricFamily registered =
                new MetricFamily(family.name(), family.help(), MetricFamily.Type.GAUGE, "", family.labelNames());
        store.register(registered);
        return registered;
    }
}
