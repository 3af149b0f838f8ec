package io.operatormetrics.server;

import io.operatormetrics.server.http.CloseReason;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The server's own metrics; they leave the registry when this is closed. */
final class ScrapeMetrics implements AutoCloseable {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final OwnCollectors collectors;
    private final Counter scrapes;
    private final Histogram duration;
    private final Counter closed;

    /**
     * @param connections that are open
     * @param leftOut how many families were left out so far
     */
    ScrapeMetrics(PrometheusRegistry registry, IntSupplier connections, LongSupplier leftOut) {
        collectors = new OwnCollectors(registry);
        scrapes = collectors.register(Counter.builder()
                .name("metrics_server_scrapes_total")
                .help("Requests for the exposition, by HTTP status code.")
                .labelNames("code")
                .build());
        for (String code : new String[] {"200", "500", "503"}) {
            scrapes.initLabelValues(code);
        }
        duration = collectors.register(Histogram.builder()
                .name("metrics_server_scrape_duration_seconds")
                .help("Time from a scrape's request to the last byte of its exposition being ready to send.")
                .classicOnly()
                .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .build());
        closed = collectors.register(Counter.builder()
                .name("metrics_server_connections_closed_total")
                .help("Connections to the metrics endpoint that the server has ended, by reason.")
                .labelNames("reason")
                .build());
        for (CloseReason reason : CloseReason.values()) {
            closed.initLabelValues(reason.label());
        }
        collectors.register(GaugeWithCallback.builder()
                .name("metrics_server_connections")
                .help("Connections to the metrics endpoint that are open, those in their TLS handshake included.")
                .callback(gauge -> gauge.call(connections.getAsInt()))
                .build());
        collectors.register(CounterWithCallback.builder()
                .name("metrics_server_families_left_out_total")
                .help("Families that a scrape left out because another one has their name.")
                .callback(counter -> counter.call((double) leftOut.getAsLong()))
                .build());
    }

    @Override
    public void close() {
        collectors.close();
    }

    void answered(int code) {
        scrapes.labelValues(Integer.toString(code)).inc();
    }

    void closed(CloseReason reason) {
        closed.labelValues(reason.label()).inc();
    }

    void rendered(long nanos) {
        duration.observe(nanos / NANOS_PER_SECOND);
    }
}
