package io.operatormetrics.it;

import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.HeapDump;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.harness.TestPki;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Of all Secrets, only the data of the record of the CA, which holds no key, of the two that make up the endpoint's TLS and of the pair that it is checked with enters the process, and
 * of those not the CA's key. What is asked of the API server is one half of the proof, what the memory of the process holds the other.
 */
@RealCluster
class SecretDataIT {

    private static final int SHORTEST_TRACE = 12;

    private static final String EXPIRY = "tigera_operator_tls_certificate_expiry_timestamp_seconds";

    @TempDir
    private static Path folder;

    private static final TestPki PKI = TestPki.create("tigera-operator-signer");
    private static final Identity LABELLED = PKI.server();
    private static final Identity UNLABELLED = PKI.server();

    private static RecordingProxy proxy;
    private static OperatorProcess operator;

    @BeforeAll
    static void start(KubeCluster cluster) throws IOException {
        Identity server = PKI.server();
        cluster.objects()
                .put(Kinds.keyPair(
                        KubeCluster.OPERATOR_NAMESPACE,
                        "operator-metrics-tls",
                        Map.of("tls.crt", server.certificatePem(), "tls.key", server.keyPem())));
        cluster.objects()
                .put(Kinds.keyPair(
                        KubeCluster.OPERATOR_NAMESPACE,
                        "tigera-ca-private",
                        Map.of(
                                "tls.crt",
                                PKI.caPem(),
                                "tls.key",
                                PKI.authority().keyPem())));
        cluster.objects()
                .put(Kinds.keyPair(
                        KubeCluster.OPERATOR_NAMESPACE, "somebody-elses", Map.of("tls.key", UNLABELLED.keyPem())));
        apply(cluster, "2027-01-01T00:00:00Z");
        proxy = RecordingProxy.before(cluster);
        operator = OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig(proxy.url()))
                .set("METRICS_SCHEME", "https")
                .run();
        awaitExpiry(1_798_761_600);
        // The same once more by way of the watch.
        apply(cluster, "2028-01-01T00:00:00Z");
        awaitExpiry(1_830_297_600);
    }

    @AfterAll
    static void stop(KubeCluster cluster) throws IOException {
        operator.close();
        proxy.close();
        cluster.objects().delete(Kinds.certificate("default", "applied"));
    }

    @Test
    void onlyTheNamedPairsAreAskedForInFull() {
        List<Request> ofSecrets = proxy.requests().stream()
                .filter(request -> request.target().contains("/secrets"))
                .toList();

        assertThat(ofSecrets).anyMatch(SecretDataIT::isOfANamedPair).anyMatch(SecretDataIT::isOfMetadata);
        assertThat(ofSecrets).allMatch(request -> isOfANamedPair(request) || isOfMetadata(request));
        assertThat(proxy.requests()).allMatch(request -> request.method().equals("GET"));
    }

    @Test
    void noOtherKeyIsInMemory() {
        // A list's answer goes when its connection, no longer in use, is closed.
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    HeapDump heap = HeapDump.of(operator.pid());
                    // What must be there, so that finding nothing means something.
                    assertThat(heap.contains("metrics endpoint listening")).isTrue();
                    assertThat(heap.contains("operator-metrics-tls")).isTrue();
                    assertThat(traces(LABELLED)).noneMatch(heap::contains);
                    assertThat(traces(UNLABELLED)).noneMatch(heap::contains);
                    assertThat(traces(PKI.authority())).noneMatch(heap::contains);
                });
    }

    private static boolean isOfANamedPair(Request request) {
        String target = URLDecoder.decode(request.target(), StandardCharsets.UTF_8);
        return target.matches(
                "/api/v1/namespaces/operator-metrics/secrets\\?(.*&)?"
                        + "fieldSelector=metadata\\.name=(operator-metrics-tls|tigera-ca-private|operator-metrics-client-tls|operator-metrics-ca)(&.*)?");
    }

    /** Every format that it would take is one without data, so that no API server can answer with more. */
    private static boolean isOfMetadata(Request request) {
        return request.target().contains("labelSelector=certificates.operator.tigera.io")
                && Stream.of(request.header("Accept").split(","))
                        .allMatch(Pattern.compile("as=PartialObjectMetadata(List)?(;|$)")
                                .asPredicate());
    }

    /**
     * Its private key as a number, as in a PEM file, and as in the data of a Secret. Of the latter two not the beginning, which all keys
     * share, nor the end, which is public.
     */
    private static List<String> traces(Identity identity) {
        byte[] number = ((ECPrivateKey) identity.bundle().getKeyPair().getPrivate())
                .getS()
                .toByteArray();
        String pem = identity.keyPem();
        Matcher firstLine = Pattern.compile("KEY-----\\R").matcher(pem);
        assertThat(firstLine.find()).isTrue();
        int start = firstLine.end() + 48;
        int end = start + 40;
        String data = Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
        return Stream.of(
                        Stream.of(new String(number, number.length - 24, 24, ISO_8859_1)),
                        pem.substring(start, end).lines(),
                        Stream.of(
                                data.substring(start * 4 / 3 + 2, start * 4 / 3 + 28),
                                data.substring(start * 4 / 3 + 28, end * 4 / 3)))
                .flatMap(pieces -> pieces)
                // The end of a line of PEM may leave a piece so short that anything has it.
                .filter(piece -> piece.length() >= SHORTEST_TRACE)
                .toList();
    }

    /** As users do: {@code kubectl apply} leaves the whole manifest, key included, in an annotation. */
    private static void apply(KubeCluster cluster, String expiry) throws IOException {
        String manifest = """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: applied
                  namespace: default
                  labels: {certificates.operator.tigera.io/signer: test}
                  annotations: {certificates.operator.tigera.io/expiry: "%s"}
                data: {tls.key: %s}
                """.formatted(
                expiry, Base64.getEncoder().encodeToString(LABELLED.keyPem().getBytes(US_ASCII)));
        Path file = Files.writeString(folder.resolve("secret.yaml"), manifest);
        Command.kubectl("--kubeconfig=" + cluster.adminKubeconfig(), "apply", "--filename=" + file)
                .run()
                .out();
        assertThat(cluster.objects()
                        .get(Kinds.certificate("default", "applied"))
                        .getMetadata()
                        .getAnnotations()
                        .get("kubectl.kubernetes.io/last-applied-configuration"))
                .contains(traces(LABELLED).getLast());
    }

    private static void awaitExpiry(double seconds) {
        try (MetricsClient client = operator.client(PKI.client("prometheus"), PKI.ca())) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.scrape().value(EXPIRY, "name", "applied"))
                            .hasValue(seconds));
        }
    }
}
