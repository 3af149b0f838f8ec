package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.WatchState;
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
                .help("Series that are missing here because an object has text that cannot be exposed.")
                .labelNames("collector", "reason")
                .callback(gauge -> collectors.forEach(collector -> collector
                        .state()
                        .ifPresent(state -> gauge.call(collector.hiddenSeries(), collector.name(), "invalid"))))
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
