package io.operatormetrics.server;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A family's series at one moment. Rendered at most once per format, by whichever scrape needs it first. */
final class FamilySnapshot {

    private final MetricFamily family;
    private final List<Series> series;
    private final Map<ExpositionFormat, byte[]> rendered = new ConcurrentHashMap<>();

    FamilySnapshot(MetricFamily family, List<Series> series) {
        this.family = family;
        this.series = series;
    }

    String name() {
        return family.name();
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    /** Shared by all scrapes until the family changes: not to be written to. */
    byte[] rendered(ExpositionFormat format) {
        return rendered.computeIfAbsent(format, wanted -> wanted.render(toMetricSnapshot()));
    }

    private MetricSnapshot toMetricSnapshot() {
        MetricMetadata metadata = new MetricMetadata(family.name(), family.help());
        return switch (family.type()) {
            case GAUGE ->
                new GaugeSnapshot(
                        metadata,
                        series.stream()
                                .map(one -> new GaugeDataPointSnapshot(one.value(), labels(one), null))
                                .toList());
            case COUNTER ->
                new CounterSnapshot(
                        metadata,
                        series.stream()
                                .map(one -> new CounterDataPointSnapshot(one.value(), labels(one), null, 0L))
                                .toList());
        };
    }

    private static Labels labels(Series one) {
        return Labels.of(one.family().labelNames(), one.labelValues());
    }
}
