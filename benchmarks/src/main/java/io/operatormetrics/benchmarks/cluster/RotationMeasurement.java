package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.Spread;
import io.operatormetrics.benchmarks.load.LoadClient;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The time from a changed serving Secret to the first handshake that shows the new certificate. It begins before the API server is sent
 * the change, and ends after a full handshake, one of which follows the other without a pause.
 */
public final class RotationMeasurement {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String PAIR = "tigera-operator-tls";
    private static final String CA = "tigera-ca-private";

    private final Settings settings;
    private final Consumer<String> progress;

    public RotationMeasurement(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * How much of it.
     *
     * @param assets folder of kube-apiserver and etcd
     * @param scratch the caller's to delete
     */
    public record Settings(Path launcher, Path assets, Path scratch, int secrets, int rotations) {}

    /** All rotations, in the order in which they were made. */
    public record Result(int secrets, List<Double> millis) {

        private static final double GOAL_MILLIS = 1000;

        public String toMarkdown() {
            Spread spread = Spread.of(millis);
            return String.format(
                    Locale.ROOT,
                    """
                    | ms from a changed serving Secret to its certificate on the wire | median (min–max) of %d | goal |
                    |---|---|---|
                    | beside %,d watched Secrets | %s | ≤ %.0f, also the slowest: %s |
                    """,
                    millis.size(),
                    secrets,
                    spread,
                    GOAL_MILLIS,
                    spread.max() <= GOAL_MILLIS ? "reached" : "**not reached**");
        }
    }

    public Result run() throws IOException {
        Certificates first = Certificates.make();
        Path pems = settings.scratch().resolve("certificates");
        first.write(pems);
        try (ApiServer api =
                        ApiServer.start(settings.assets(), settings.scratch().resolve("cluster"));
                LoadClient client = new LoadClient(first.clientTls())) {
            new WatchedSecrets(4096).create(api, 0, settings.secrets());
            api.create(
                    SECRETS,
                    secret(CA, first.ca().getCertificatePEM(), first.ca().getPrivateKeyPEM()));
            api.create(SECRETS, pair(first));
            ClusterSetup setup = new ClusterSetup(settings.launcher(), api.kubeconfig(), pems, settings.scratch());
            try (OperatorProcess operator =
                    OperatorProcess.start(setup, client, Map.of("METRICS_TLS_SOURCE", "secret"))) {
                operator.firstScrapeWith(settings.secrets());
                return new Result(settings.secrets(), rotate(api, operator, first));
            }
        }
    }

    private List<Double> rotate(ApiServer api, OperatorProcess operator, Certificates first) throws IOException {
        SSLContext tls = clientContext(first);
        InetSocketAddress address = operator.address().orElseThrow();
        List<Double> millis = new ArrayList<>();
        for (int rotation = 1; rotation <= settings.rotations(); rotation++) {
            Certificates next = first.withNewServer();
            String changed = pair(next);
            long began = System.nanoTime();
            api.replace(SECRETS + "/" + PAIR, changed);
            operator.await(
                    "shows the new certificate",
                    () -> shown(tls, address)
                            .filter(next.server().getCertificate()::equals)
                            .isPresent());
            millis.add(Duration.ofNanos(System.nanoTime() - began).toNanos() / 1e6);
            progress.accept(String.format(Locale.ROOT, "rotation %d: %.0f ms", rotation, millis.getLast()));
        }
        return millis;
    }

    /** The server's certificate in a new, full handshake. */
    private static Optional<X509Certificate> shown(SSLContext tls, InetSocketAddress address) {
        try (SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            socket.startHandshake();
            return Optional.of((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        } catch (IOException e) {
            throw new BenchmarkFailure("a handshake failed during a rotation: " + e, e);
        }
    }

    private static SSLContext clientContext(Certificates certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificates.client().toKeyManagerFactory().getKeyManagers(),
                    certificates.ca().toTrustManagerFactory().getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private static String pair(Certificates certificates) {
        return secret(
                PAIR,
                certificates.server().getCertificatePEM(),
                certificates.server().getPrivateKeyPEM());
    }

    private static String secret(String name, String certificate, String key) {
        return """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s"},
                 "data": {"tls.crt": "%s", "tls.key": "%s"}}
                """.formatted(name, base64(certificate), base64(key));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
