package io.operatormetrics.server;

import io.operatormetrics.tls.HandshakeFailure;
import io.operatormetrics.tls.ReloadOutcome;
import io.operatormetrics.tls.ServedTls;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What happens to TLS, as metrics. It is the listener that a {@link ServerTls} is made with; {@link #observe} then tells it where to look
 * for the certificates that are served. Closed, it leaves the registry.
 */
public final class TlsMetrics implements TlsListener, AutoCloseable {

    private final OwnCollectors collectors;
    private final Counter reloads;
    private final Counter handshakeFailures;
    private volatile @Nullable ServerTls tls;

    /**
     * Registers; all counters are there from the start, at 0. Throws IllegalArgumentException when another of these is in the registry.
     */
    public TlsMetrics(PrometheusRegistry registry) {
        collectors = new OwnCollectors(registry);
        reloads = collectors.register(Counter.builder()
                .name("metrics_server_tls_reloads_total")
                .help("Attempts to take up new TLS material, by result.")
                .labelNames("result")
                .build());
        reloads.initLabelValues("success");
        reloads.initLabelValues("failure");
        handshakeFailures = collectors.register(Counter.builder()
                .name("metrics_server_tls_handshake_failures_total")
                .help("TLS handshakes that ended without a connection, by reason.")
                .labelNames("reason")
                .build());
        for (HandshakeFailure reason : HandshakeFailure.values()) {
            handshakeFailures.initLabelValues(reason.label());
        }
        collectors.register(GaugeWithCallback.builder()
                .name("metrics_server_tls_material_current")
                .help("Whether the TLS material of the source is served. 1 = yes, 0 = no.")
                .callback(gauge -> gauge.call(isCurrent() ? 1 : 0))
                .build());
        collectors.register(GaugeWithCallback.builder()
                .name("metrics_server_tls_certificate_expiry_timestamp_seconds")
                .help("Unix timestamp of expiry of what is served now: the server certificate, and the client CA"
                        + " that expires first.")
                .labelNames("role")
                .callback(this::expiries)
                .build());
    }

    /** From now on, reports the certificates that {@code served} serves. */
    public void observe(ServerTls served) {
        this.tls = served;
    }

    @Override
    public void onReload(ReloadOutcome outcome) {
        String result = outcome instanceof ReloadOutcome.Published ? "success" : "failure";
        reloads.labelValues(result).inc();
    }

    @Override
    public void onHandshakeFailure(HandshakeFailure reason, SocketAddress client) {
        handshakeFailures.labelValues(reason.label()).inc();
    }

    @Override
    public void close() {
        collectors.close();
    }

    private boolean isCurrent() {
        ServerTls observed = tls;
        return observed != null && observed.isCurrent();
    }

    private void expiries(GaugeWithCallback.Callback gauge) {
        ServerTls observed = tls;
        Optional<ServedTls> served = observed == null ? Optional.empty() : observed.served();
        served.ifPresent(now -> {
            earliest(now.serverChain().subList(0, 1))
                    .ifPresent(end -> gauge.call((double) end.getEpochSecond(), "server"));
            earliest(now.clientCas()).ifPresent(end -> gauge.call((double) end.getEpochSecond(), "client_ca"));
        });
    }

    private static Optional<Instant> earliest(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder());
    }
}
