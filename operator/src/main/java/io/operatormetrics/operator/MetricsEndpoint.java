package io.operatormetrics.operator;

import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.operator.scrape.ScrapeWatch;
import io.operatormetrics.operator.settings.MetricsServerSettings;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.Scheme;
import io.operatormetrics.server.MetricsServer;
import io.operatormetrics.server.TlsMetrics;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.tls.ServerTls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Serves scrapes: over TLS, or in plain HTTP where the settings say so. */
final class MetricsEndpoint {

    private final OperatorSettings settings;
    private final PrometheusRegistry registry;
    private final Clock clock;
    private final Closer closer;
    private final ScrapeWatch scrapes;
    private volatile @Nullable ServerTls tls;
    private volatile @Nullable MetricsServer server;

    /** @param closer gets what has to be closed; nothing is opened before {@link #start} */
    MetricsEndpoint(OperatorSettings settings, PrometheusRegistry registry, Clock clock, Closer closer) {
        this.settings = settings;
        this.registry = registry;
        this.clock = clock;
        this.closer = closer;
        this.scrapes = new ScrapeWatch(settings.monitoring().scrapeInterval(), System::nanoTime, clock);
    }

    /** What {@link #start} would do later anyhow, for a time in which there is nothing else to do. */
    void loadTls() throws StartException {
        if (settings.metrics().scheme() == Scheme.HTTPS) {
            try {
                settings.metrics().tlsPolicy().provider().load();
            } catch (IllegalStateException e) {
                throw tlsUnavailable(e);
            }
        }
    }

    private static StartException tlsUnavailable(IllegalStateException cause) {
        return new StartException("TLS: " + cause.getMessage() + "; METRICS_TLS_PROVIDER says which provider", cause);
    }

    /** Returns when it listens. */
    void start(Exposition exposition, ClusterContext cluster) throws StartException {
        MetricsServerSettings metrics = settings.metrics();
        ListenAddress address = metrics.address();
        MetricsServer.Builder builder = MetricsServer.builder()
                .address(address.host(), address.port())
                .exposition(exposition)
                .registry(registry)
                .clock(clock)
                .scrapeListener(scrapes)
                .maxConcurrentScrapes(metrics.maxConcurrentScrapes());
        MetricsServer starting = switch (metrics.scheme()) {
            case HTTP -> builder.plainHttp().build();
            case HTTPS -> builder.tls(startTls(cluster)).build();
        };
        try {
            starting.start();
        } catch (IOException e) {
            throw new StartException("metrics endpoint: " + e.getMessage(), e);
        }
        closer.add(starting);
        server = starting;
    }

    private ServerTls startTls(ClusterContext cluster) throws StartException {
        TlsMetrics listener = new TlsMetrics(registry);
        closer.add(listener);
        ServerTls starting = new ServerTls(
                settings.metrics().tlsPolicy(),
                TlsSourceFactory.of(settings, cluster),
                new TlsListeners(List.of(listener, scrapes)),
                clock);
        try {
            starting.start();
        } catch (IllegalStateException e) {
            throw tlsUnavailable(e);
        }
        closer.add(starting);
        listener.observe(starting);
        tls = starting;
        return starting;
    }

    /** Where it listens; empty before it is started. */
    Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(MetricsServer::address);
    }

    /** Who scrapes it. */
    ScrapeWatch scrapes() {
        return scrapes;
    }

    /** Empty in plain HTTP, and before it is started. */
    Optional<ServerTls> tls() {
        return Optional.ofNullable(tls);
    }

    /** Why every connection is refused, once it listens; empty when it is not. */
    List<String> refusal() {
        return tls().filter(serving -> serving.served().isEmpty())
                .map(ServerTls::problemParts)
                .orElseGet(List::of);
    }
}
