package io.operatormetrics.operator.endpoint;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.loop.Loops;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsMaterial;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SecretTlsSourceTest {

    private static final String SECRETS = "/api/v1/namespaces/tigera-operator/secrets";
    private static final Duration FOR_ALL_ANSWERS = Duration.ofMinutes(1);
    private static final NamespacedName SERVER = new NamespacedName("tigera-operator", "web-tls");
    private static final NamespacedName RECORD = new NamespacedName("tigera-operator", "web-ca");
    private static final CertificateAuthority A = CertificateAuthority.create("a", Clock.systemUTC());
    private static final CertificateAuthority B = CertificateAuthority.create("b", Clock.systemUTC());

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final FakeApiServer api = opened(new FakeApiServer());
    private final FakeResource secrets = api.resource(SECRETS).objects(caSecret(A));
    private final List<TlsMaterial> received = new CopyOnWriteArrayList<>();

    @BeforeEach
    void serveNoInstallations() {
        api.resource("/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
        api.resource("/apis/apiregistration.k8s.io/v1/apiservices");
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void trustsBothCasAsSoonAsTheNewOneIsThereAndOneWhenTheChangeIsOver() {
        start(Duration.ofMinutes(10));
        awaitTrust(A);
        awaitWatches(1);

        secrets.event("MODIFIED", caSecret(B));
        awaitTrust(B, A);

        secrets.event("ADDED", settledRecord(B));
        awaitTrust(B);
        assertThat(trusts())
                .as("never the new one alone before the end")
                .containsExactly(List.of(A), List.of(B, A), List.of(B));
    }

    @Test
    void endsTheOverlapByItself() {
        start(Duration.ofMillis(200));
        awaitTrust(A);
        awaitWatches(1);

        secrets.event("MODIFIED", caSecret(B));

        awaitTrust(B);
        assertThat(trusts()).containsExactly(List.of(A), List.of(B, A), List.of(B));
    }

    @Test
    void knowsThePreviousOneFromTheRecordAfterARestart() {
        secrets.objects(caSecret(B), settledRecord(A));

        start(Duration.ofMinutes(10));

        awaitTrust(B, A);
        assertThat(trusts()).as("not even at first").hasSize(1);
    }

    @Test
    void trustsTheNewOneAloneAndReadsNoRecordWithoutAnOverlap() {
        start(Duration.ZERO);
        awaitTrust(A);
        awaitWatches(0);

        secrets.event("MODIFIED", caSecret(B));

        awaitTrust(B);
        assertThat(trusts()).containsExactly(List.of(A), List.of(B));
        assertThat(api.asked(SECRETS)).noneMatch(request -> request.toString().contains("web-ca"));
    }

    @Test
    void keepsThePreviousCaInMemoryWhereNobodyWritesARecord() {
        start(new CaOverlap(Optional.empty(), Duration.ofMillis(200)), SERVER.namespace());
        awaitTrust(A);
        awaitWatches(0);

        secrets.event("MODIFIED", caSecret(B));

        awaitTrust(B);
        assertThat(trusts()).containsExactly(List.of(A), List.of(B, A), List.of(B));
        assertThat(api.asked(SECRETS)).noneMatch(request -> request.toString().contains("web-ca"));
    }

    @Test
    void learnsOfNoPreviousCaFromARecordInAnotherNamespaceThanTheCas() {
        String elsewhere = "somewhere";
        api.resource("/api/v1/namespaces/somewhere/secrets").objects(caSecret(B).replace("tigera-operator", elsewhere));
        secrets.objects(settledRecord(A));

        start(new CaOverlap(Optional.of(RECORD), Duration.ofMinutes(10)), elsewhere);

        awaitTrust(B);
        assertThat(trusts()).hasSize(1);
        assertThat(api.asked(SECRETS)).noneMatch(request -> request.toString().contains("tigera-ca-private"));
    }

    private void start(Duration step) {
        start(new CaOverlap(Optional.of(RECORD), step), SERVER.namespace());
    }

    private void start(CaOverlap overlap, String caNamespace) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        open.push(scheduler::shutdownNow);
        KubernetesClient client =
                opened(KubernetesClients.create(api.config(), new PrometheusRegistry(), "tigera_operator"));
        ClusterContext cluster = opened(ClusterContext.of(
                client, Clock.systemUTC(), new Loops(new PrometheusRegistry(), "tigera_operator"), scheduler));
        cluster.start();
        opened(new SecretTlsSource(
                        cluster,
                        new TlsSecretRefs(
                                SERVER, new NamespacedName(caNamespace, CaSecret.NAME), TlsSecretRefs.Maker.OTHERS),
                        ClientAuth.REQUIRE_AND_VERIFY,
                        overlap,
                        FOR_ALL_ANSWERS))
                .start(received::add);
    }

    /** Events reach those who watch already. */
    private void awaitWatches(int ofRecord) {
        await().until(() -> secrets.watches() == 2 + ofRecord);
    }

    private void awaitTrust(CertificateAuthority... cas) {
        await().untilAsserted(() -> assertThat(trusts()).last().isEqualTo(List.of(cas)));
    }

    /** The CAs to trust, in the order received, without repetitions. */
    private List<List<CertificateAuthority>> trusts() {
        Map<X509Certificate, CertificateAuthority> known = Map.of(A.certificate(), A, B.certificate(), B);
        return received.stream()
                .map(TlsMaterial::clientCa)
                .map(part -> part instanceof Loaded loaded
                        ? certificates(loaded).stream().map(known::get).toList()
                        : List.<CertificateAuthority>of())
                .collect(Collectors.collectingAndThen(Collectors.toList(), SecretTlsSourceTest::withoutRepetitions));
    }

    private static <T> List<T> withoutRepetitions(List<T> all) {
        return IntStream.range(0, all.size())
                .filter(i -> i == 0 || !all.get(i).equals(all.get(i - 1)))
                .mapToObj(all::get)
                .toList();
    }

    private static List<X509Certificate> certificates(Loaded loaded) {
        try {
            return Certificates.parse(loaded.origin(), loaded.pem());
        } catch (X509Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String caSecret(CertificateAuthority ca) {
        return """
                {"metadata":{"name":"tigera-ca-private","namespace":"tigera-operator","resourceVersion":"2"},\
                "data":{"tls.crt":"%s"}}""".formatted(
                        Base64.getEncoder().encodeToString(ca.certificatePem().getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String settledRecord(CertificateAuthority present) {
        return """
                {"metadata":{"name":"web-ca","namespace":"tigera-operator","resourceVersion":"3"},\
                "data":{"phase":"%s","current-ca.crt":"%s"}}""".formatted(base64("Settled"), base64(present.certificatePem()));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }
}
