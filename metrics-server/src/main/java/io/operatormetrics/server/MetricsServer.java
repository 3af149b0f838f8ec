package io.operatormetrics.server;

import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.http.HttpListener;
import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.server.http.Router;
import io.operatormetrics.server.http.ServerLimits;
import io.operatormetrics.server.http.Transport;
import io.operatormetrics.tls.ServerTls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * Serves an {@link Exposition} at {@code /metrics}: Prometheus text, OpenMetrics or protobuf, compressed when the client takes it, over
 * mutual TLS. For any Java program; with the client_java registry that the program has already:
 *
 * {@snippet lang = java :
 * PrometheusRegistry registry = PrometheusRegistry.defaultRegistry;
 * ExpositionStore store = new ExpositionStore();
 * MetricFamily ready = MetricFamily.gauge("widget_ready", "Whether a widget is ready.", "namespace", "name");
 * store.register(ready);
 *
 * TlsMetrics tlsMetrics = new TlsMetrics(registry);
 * TlsPolicy policy = new TlsPolicy(
 *         ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), TlsProvider.BORINGSSL, new AllowedNames.Any());
 * TlsMaterialSource files = new FileTlsSource(certFile, keyFile, Optional.of(caFile));
 * ServerTls tls = new ServerTls(policy, files, tlsMetrics, Clock.systemUTC());
 * tlsMetrics.observe(tls);
 *
 * MetricsServer server = MetricsServer.builder()
 *         .address("::", 9484)
 *         .tls(tls)
 *         .exposition(new Exposition(store, registry))
 *         .registry(registry)
 *         .clock(Clock.systemUTC())
 *         .build();
 * tls.start();
 * server.start();
 *
 * // Whenever a widget changes; all of its series change at once:
 * store.put("Widget/shop/blue", List.of(Series.of(ready, 1, "shop", "blue")));
 * store.remove("Widget/shop/blue");
 *
 * // At the end, in reverse order:
 * server.close();
 * tls.close();
 * tlsMetrics.close();
 * }
 *
 * <p>Its threads are daemons: a server keeps no program alive.
 */
public final class MetricsServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);

    private final Transport transport;
    private final ScrapeMetrics metrics;
    private final ScrapeEndpoint endpoint;
    private final HttpListener listener;

    private MetricsServer(Builder parts) {
        transport = Objects.requireNonNull(parts.transport, "tls(…) or plainHttp() is missing");
        Exposition exposition = Objects.requireNonNull(parts.exposition, "exposition(…) is missing");
        PrometheusRegistry registry = Objects.requireNonNull(parts.registry, "registry(…) is missing");
        ListenAddress address = Objects.requireNonNull(parts.address, "address(…) is missing");
        Clock clock = Objects.requireNonNull(parts.clock, "clock(…) is missing");
        metrics = new ScrapeMetrics(registry, this::openConnections, exposition::leftOut);
        endpoint = new ScrapeEndpoint(exposition, metrics, parts.scrapeListener, parts.maxConcurrentScrapes);
        listener = new HttpListener("metrics-server", address, transport, parts.limits, router(), clock);
    }

    private Router router() {
        return new Router(Map.of(ScrapeEndpoint.PATH, endpoint), metrics::closed);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Binds and serves, once. Throws BindException, naming the address, when it cannot be bound; nothing of it is left then. */
    public void start() throws IOException {
        try {
            listener.start();
        } catch (IOException failed) {
            close();
            throw failed;
        }
        log.info(
                "metrics endpoint listening on {}://{}{}",
                transport.scheme(),
                ListenAddress.text(address()),
                ScrapeEndpoint.PATH);
    }

    /** Where it listens; the real port where 0 was asked for. Only between {@link #start()} and {@link #close()}. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** Stops accepting, closes idle connections, lets running scrapes finish (10 s at most). Blocks until done. */
    @Override
    public void close() {
        listener.close();
        endpoint.close();
        metrics.close();
    }

    private int openConnections() {
        return listener.openConnections();
    }

    /** What a server is made of. Nothing here starts or closes what it is given. */
    public static final class Builder {

        private static final int MAX_CONCURRENT_SCRAPES = 16;

        private @Nullable ListenAddress address;
        private @Nullable Transport transport;
        private @Nullable Exposition exposition;
        private @Nullable PrometheusRegistry registry;
        private @Nullable Clock clock;
        private ScrapeListener scrapeListener = client -> {};
        private int maxConcurrentScrapes = MAX_CONCURRENT_SCRAPES;
        private ServerLimits limits = ServerLimits.STANDARD;

        private Builder() {}

        /**
         * Where to listen. Required.
         *
         * @param host an address of IPv4 or IPv6, with or without brackets; {@code ::} is all of both, {@code 0.0.0.0} all of IPv4
         * @param port 0 for any that is free
         */
        public Builder address(String host, int port) {
            address = new ListenAddress(host, port);
            return this;
        }

        /** HTTPS, and nothing is ever answered in plain HTTP. This or {@link #plainHttp()} is required. */
        public Builder tls(ServerTls tls) {
            transport = new Transport.Tls(tls);
            return this;
        }

        /** HTTP: everybody who reaches the address can read the metrics. */
        public Builder plainHttp() {
            transport = new Transport.Plain();
            return this;
        }

        /** What is served. Required. */
        public Builder exposition(Exposition served) {
            exposition = served;
            return this;
        }

        /** Where the server's own metrics are registered while it is not closed, one server per registry. Required. */
        public Builder registry(PrometheusRegistry own) {
            registry = own;
            return this;
        }

        /** Of the Date in each answer. Required. */
        public Builder clock(Clock own) {
            clock = own;
            return this;
        }

        /** Called for each answered scrape; none by default. */
        public Builder scrapeListener(ScrapeListener listener) {
            scrapeListener = listener;
            return this;
        }

        /** How many scrapes may be rendered at once; one more is answered with 503. 16 unless set. */
        public Builder maxConcurrentScrapes(int max) {
            if (max < 1) {
                throw new IllegalArgumentException("maxConcurrentScrapes " + max + " (expected: 1 or more)");
            }
            maxConcurrentScrapes = max;
            return this;
        }

        /** {@link ServerLimits#STANDARD} unless set. */
        public Builder limits(ServerLimits other) {
            limits = other;
            return this;
        }

        /**
         * Registers the server's metrics, until it is closed. Throws NullPointerException that names what is missing, and
         * IllegalArgumentException when another server's are in the registry.
         */
        public MetricsServer build() {
            return new MetricsServer(this);
        }
    }
}
