package io.operatormetrics.benchmarks.peer;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The peer that a Java program has without us: client_java's registry and its own HTTPS exporter, mutual TLS switched on. */
final class ClientJavaServer {

    private ClientJavaServer() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException, InterruptedException {
        SSLContext context = ServerCertificates.jdkContext(Path.of(arguments[1]));
        Workload workload = new Workload(Integer.parseInt(arguments[2]));
        PrometheusRegistry registry = new PrometheusRegistry();
        Map<Workload.Family, Gauge> gauges = new HashMap<>();
        Consumer<Workload.Sample> set =
                sample -> gauges.computeIfAbsent(sample.family(), family -> gauge(family, registry))
                        .labelValues(sample.labelValues().toArray(String[]::new))
                        .set(sample.value());
        workload.forEach(set);
        ChangeOrders.obey(Integer.parseInt(arguments[3]), workload, set);
        var _ = HTTPServer.builder()
                .hostname("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .registry(registry)
                .httpsConfigurator(new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                        tls.setNeedClientAuth(true);
                        tls.setProtocols(new String[] {"TLSv1.3"});
                        tls.setCipherSuites(new String[] {ServerCertificates.CIPHER_SUITE});
                        parameters.setSSLParameters(tls);
                    }
                })
                .buildAndStart();
        // Its threads are daemons.
        Thread.currentThread().join();
    }

    private static Gauge gauge(Workload.Family family, PrometheusRegistry registry) {
        return Gauge.builder()
                .name(family.name())
                .help(family.help())
                .labelNames(family.labelNames().toArray(String[]::new))
                .register(registry);
    }
}
