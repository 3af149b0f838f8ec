package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.server.MetricsServer;
import io.operatormetrics.server.TlsMetrics;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.FileTlsSource;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Our server as the operator builds it, its own counters and the JVM's in the exposition, and the workload in place of a cluster's objects. */
final class OperatorMetricsServer {

    private OperatorMetricsServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path certificates = Path.of(arguments[1]);
        Workload workload = new Workload(Integer.parseInt(arguments[2]));
        StoredWorkload stored = new StoredWorkload();
        workload.forEach(stored::put);
        ChangeOrders.obey(Integer.parseInt(arguments[3]), workload, stored::put);
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        TlsMetrics tlsMetrics = new TlsMetrics(registry);
        ServerTls tls = new ServerTls(
                new TlsPolicy(
                        ClientAuth.REQUIRE_AND_VERIFY,
                        TlsVersion.TLS_1_3,
                        List.of(),
                        TlsProvider.BORINGSSL,
                        new AllowedNames.Any()),
                new FileTlsSource(
                        certificates.resolve("server.crt"),
                        certificates.resolve("server.key"),
                        Optional.of(certificates.resolve("ca.crt"))),
                tlsMetrics,
                Clock.systemUTC());
        tlsMetrics.observe(tls);
        tls.start();
        MetricsServer.builder()
                .address("127.0.0.1", Integer.parseInt(arguments[0]))
                .tls(tls)
                .exposition(new Exposition(stored.store(), registry))
                .registry(registry)
                .clock(Clock.systemUTC())
                .maxConcurrentScrapes(16)
                .build()
                .start();
        Thread.currentThread().join();
    }
}
