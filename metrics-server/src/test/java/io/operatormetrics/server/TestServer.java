package io.operatormetrics.server;

import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.server.http.ServerLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A plain HTTP server on a free port, with a store and a registry of its own. */
final class TestServer implements AutoCloseable {

    static final MetricFamily WIDGETS = MetricFamily.gauge("widgets", "How many.", "kind");

    final ExpositionStore store = new ExpositionStore();
    final PrometheusRegistry registry = new PrometheusRegistry();
    final MetricsServer server;

    private TestServer(UnaryOperator<MetricsServer.Builder> settings) {
        store.register(WIDGETS);
        store.put("blue", List.of(Series.of(WIDGETS, 3, "blue")));
        server = settings.apply(MetricsServer.builder()
                        .address("127.0.0.1", 0)
                        .plainHttp()
                        .exposition(new Exposition(store, registry, Duration.ZERO))
                        .registry(registry)
                        .clock(Clock.systemUTC()))
                .build();
    }

    static TestServer start() throws IOException {
        return start(builder -> builder);
    }

    static TestServer start(UnaryOperator<MetricsServer.Builder> settings) throws IOException {
        TestServer started = new TestServer(settings);
        started.server.start();
        return started;
    }

    /** As many limits as needed are far away; each test brings near the one that it is about. */
    static ServerLimits limits(int connections, Duration headerRead, Duration idle, Duration writeStall) {
        return new ServerLimits(
                connections, connections, 16 * 1024, headerRead, idle, writeStall, Duration.ofSeconds(10));
    }

    RawClient connect() throws IOException {
        return RawClient.connect(server.address());
    }

    @Override
    public void close() {
        server.close();
    }
}
