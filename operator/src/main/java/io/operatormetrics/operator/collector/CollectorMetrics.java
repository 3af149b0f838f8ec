package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.cache.WatchStatus;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.util.List;

/** How the collectors are doing, as metrics read at each scrape. A collector whose API is not served has none. */
final class CollectorMetrics {

    private CollectorMetrics() {}

    static void register(PrometheusRegistry registry, List<ResourceCollector> collectors) {
        GaugeWithCallback.builder()
                .name("tigera_operator_collector_up")
                .help(
                        "Whether the collector's watch is synced and connected. 1 = yes, 0 = no; data of a collector that is"
                                + " down stays.")
                .labelNames("collector")
                .callback(gauge -> collectors.forEach(resourceCollector -> resourceCollector
                        .state()
                        .ifPresent(state -> gauge.call(state.up() ? 1 : 0, resourceCollector.name()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tigera_operator_series_hidden")
                .help("Series of objects that are there and have none here, by reason.")
                .labelNames("collector", "reason")
                .callback(gauge -> collectors.forEach(resourceCollector -> resourceCollector
                        .state()
                        .ifPresent(state -> resourceCollector
                                .hidden()
                                .forEach((reason, count) ->
                                        gauge.call(count, resourceCollector.name(), reason.label())))))
                .register(registry);
        CounterWithCallback.builder()
                .name("tigera_operator_label_values_cut_total")
                .help("Texts of objects that were cut at 256 characters to become label values.")
                .labelNames("collector")
                .callback(counter -> collectors.forEach(resourceCollector -> resourceCollector
                        .state()
                        .ifPresent(state ->
                                counter.call((double) resourceCollector.cutTexts(), resourceCollector.name()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tigera_operator_collector_last_sync_timestamp_seconds")
                .help("Unix timestamp of when the collector last heard from the API server.")
                .labelNames("collector")
                .callback(gauge -> collectors.forEach(resourceCollector -> resourceCollector
                        .state()
                        .flatMap(WatchStatus::lastHeard)
                        .ifPresent(heard -> gauge.call(heard.toEpochMilli() / 1000.0, resourceCollector.name()))))
                .register(registry);
    }
}
