package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.WatchState;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.util.List;

/** How the collectors are doing, as metrics read at each scrape. A collector whose API is not served has none. */
final class CollectorHealth {

    private CollectorHealth() {}

    static void register(PrometheusRegistry registry, List<Collector<?>> collectors) {
        GaugeWithCallback.builder()
                .name("tigera_operator_collector_up")
                .help(
                        "Whether the collector's watch is synced and connected. 1 = yes, 0 = no; data of a collector that is"
                                + " down stays.")
                .labelNames("collector")
                .callback(gauge -> collectors.forEach(collector ->
                        collector.state().ifPresent(state -> gauge.call(state.up() ? 1 : 0, collector.name()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tigera_operator_series_hidden")
                .help("Series of objects that are there and have none here, by reason.")
                .labelNames("collector", "reason")
                .callback(gauge -> collectors.forEach(collector -> collector
                        .state()
                        .ifPresent(state -> collector
                                .hidden()
                                .forEach((reason, count) -> gauge.call(count, collector.name(), reason.label())))))
                .register(registry);
        CounterWithCallback.builder()
                .name("tigera_operator_label_values_cut_total")
                .help("Texts of objects that were cut at 256 characters to become label values.")
                .labelNames("collector")
                .callback(counter -> collectors.forEach(collector -> collector
                        .state()
                        .ifPresent(state -> counter.call((double) collector.cutTexts(), collector.name()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tigera_operator_collector_last_sync_timestamp_seconds")
                .help("Unix timestamp of when the collector last heard from the API server.")
                .labelNames("collector")
                .callback(gauge -> collectors.forEach(collector -> collector
                        .state()
                        .flatMap(WatchState::lastHeard)
                        .ifPresent(heard -> gauge.call(heard.toEpochMilli() / 1000.0, collector.name()))))
                .register(registry);
    }
}
