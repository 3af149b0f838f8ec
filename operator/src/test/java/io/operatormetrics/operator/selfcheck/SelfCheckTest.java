package io.operatormetrics.operator.selfcheck;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.kubernetes.loop.Loops;
import io.operatormetrics.operator.endpoint.ScrapeCredentials;
import io.operatormetrics.operator.endpoint.WatchedPair;
import io.operatormetrics.operator.selfcheck.CheckResult.Failed;
import io.operatormetrics.operator.selfcheck.CheckResult.NotChecked;
import io.operatormetrics.operator.selfcheck.CheckResult.Passed;
import io.operatormetrics.operator.state.CaBundle;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.server.MetricsServer;
import io.operatormetrics.server.TlsMetrics;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsMaterial;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterialSource;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Against the real endpoint on a real socket; Prometheus's pair comes from a fake API server. */
@Timeout(60)
@ParameterizedClass
@EnumSource(TlsProvider.class)
class SelfCheckTest {

    private static final NamespacedName COPY = new NamespacedName("prometheus", "copy");
    private static final NamespacedName BUNDLE = new NamespacedName("prometheus", "bundle");
    private static final NamespacedName PAIR = new NamespacedName("tigera-operator", "prometheus-tls");
    private static final List<String> NAMES = List.of("metrics", "metrics.tigera-operator.svc");
    private static final X509Bundle CA = ca("signer");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final FakeApiServer api = new FakeApiServer();
    private final FakeResource secrets = api.resource("/api/v1/namespaces/tigera-operator/secrets");
    private final KubernetesClient client = KubernetesClients.create(api.config(), registry, "tigera_operator");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final GivenSource material = new GivenSource();
    private final TlsProvider provider;
    private final ServerTls tls;
    private final MetricsServer server;
    private volatile Optional<String> reported = Optional.empty();
    private SelfCheck check;

    SelfCheckTest(TlsProvider provider) {
        this.provider = provider;
        TlsPolicy policy = new TlsPolicy(
                ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), provider, new AllowedNames.Any());
        tls = new ServerTls(policy, material, new TlsMetrics(registry), Clock.systemUTC());
        server = MetricsServer.builder()
                .address("127.0.0.1", 0)
                .tls(tls)
                .exposition(new Exposition(new ExpositionStore(), registry))
                .registry(registry)
                .clock(Clock.systemUTC())
                .build();
    }

    /** As the monitor controller keeps it; null where nobody asks for it. */
    private volatile @Nullable ScrapeCredentials prometheus;

    @BeforeEach
    void start() throws Exception {
        tls.start();
        server.start();
        ClusterContext cluster = ClusterContext.of(
                client, Clock.systemUTC(), new Loops(new PrometheusRegistry(), "tigera_operator"), scheduler);
        check = new SelfCheck(
                new CheckedEndpoint(server.address(), NAMES),
                tls,
                new CheckedClient(new WatchedPair(cluster, PAIR), () -> Optional.ofNullable(prometheus)),
                cluster.loops(),
                problem -> reported = problem,
                new SelfCheck.Pace(Duration.ofMillis(100), Duration.ofSeconds(1)));
        check.register(registry);
    }

    @AfterEach
    void stop() {
        check.close();
        server.close();
        tls.close();
        client.close();
        scheduler.shutdownNow();
        api.close();
    }

    @Test
    void succeedsWhenThePairIsServedUnderEveryName() {
        material.give(server(NAMES), CA);
        secrets.objects(secret(client(CA)));
        check.start();

        await().untilAsserted(() -> assertThat(check.result()).isEqualTo(new Passed()));
        assertThat(gauge()).containsExactly(1.0);
    }

    @Test
    void saysNothingWhileThereIsNoPairToCheckWith() {
        material.give(server(NAMES), CA);
        check.start();
        await().untilAsserted(() -> assertThat(check.result())
                .isEqualTo(new NotChecked("Secret tigera-operator/prometheus-tls: not found; the manager of the"
                        + " monitoring stack creates it")));
        assertThat(gauge()).isEmpty();

        await().until(secrets::isWatched);
        secrets.event("ADDED", secret(client(CA)));
        await().untilAsserted(() -> assertThat(gauge()).containsExactly(1.0));

        secrets.event("DELETED", secret(client(CA)));
        await().untilAsserted(() -> assertThat(gauge()).isEmpty());
    }

    @Test
    void saysNothingWhileNothingIsServed() {
        secrets.objects(secret(client(CA)));
        check.start();

        await().untilAsserted(() ->
                assertThat(check.result()).isEqualTo(new NotChecked("the endpoint has nothing to serve with yet")));
        assertThat(gauge()).isEmpty();
    }

    @Test
    void failsWhenTheCertificateDoesNotHaveAName() {
        material.give(server(NAMES.subList(0, 1)), CA);
        secrets.objects(secret(client(CA)));
        check.start();

        awaitProblem("called metrics.tigera-operator.svc: ");
        assertThat(((Failed) check.result()).problem()).doesNotContain("called metrics,");
        await().untilAsserted(() -> assertThat(reported).contains(((Failed) check.result()).problem()));
        assertThat(gauge()).containsExactly(0.0);
    }

    @Test
    void failsWhenTheClientCaIsNotThatOfThePair() {
        material.give(server(NAMES), CA);
        secrets.objects(secret(client(ca("another"))));
        check.start();

        awaitProblem("called metrics, metrics.tigera-operator.svc: ", alertOfAnotherCa());
    }

    @Test
    void failsWhenTheServerIsOfACaThatPrometheusDoesNotTrust() {
        X509Bundle stranger = ca("another");
        X509Bundle leaf = leaf(builder(NAMES.getFirst()).addSanDnsName(NAMES.getFirst()), stranger);
        material.give(leaf.getCertificatePEM(), leaf.getPrivateKeyPEM(), CA);
        secrets.objects(secret(client(CA)));
        check.start();

        awaitProblem("called metrics, metrics.tigera-operator.svc: ", "is of no CA that Prometheus trusts");
    }

    @Test
    void namesAKeyThatTheProviderAcceptsFromNoClient() {
        material.give(server(NAMES), CA);
        secrets.objects(
                secret(leaf(builder("prometheus").algorithm(Algorithm.ed25519).addExtendedKeyUsageClientAuth(), CA)));
        check.start();

        switch (provider) {
            case BORINGSSL -> awaitProblem("the key of the client is Ed25519", "RSA, EC P-256 and EC P-384 alone");
            case JDK -> await().untilAsserted(() -> assertThat(check.result()).isEqualTo(new Passed()));
        }
    }

    @Test
    void failsWhenThePairIsNotOne() {
        X509Bundle one = client(CA);
        material.give(server(NAMES), CA);
        secrets.objects(secret(one.getCertificatePEM(), client(CA).getPrivateKeyPEM()));
        check.start();

        awaitProblem("the private key", "does not match");
        assertThat(((Failed) check.result()).problem()).doesNotContain("-----");
    }

    @Test
    void usesWhatStandsInTheNamespaceOfPrometheus() {
        X509Bundle pair = client(CA);
        material.give(server(NAMES), CA);
        secrets.objects(secret(pair));
        prometheus = scrapeMaterial(pair, CA);
        check.start();
        await().untilAsserted(() -> assertThat(gauge()).containsExactly(1.0));

        prometheus = scrapeMaterial(pair, ca("another"));
        awaitProblem(
                "is of no CA that Prometheus trusts",
                "ConfigMap prometheus/bundle, key tigera-ca-bundle.crt: not as it should be: CN=signer is missing");
        assertThat(gauge()).containsExactly(0.0);

        prometheus = scrapeMaterial(client(ca("another")), CA);
        awaitProblem(
                alertOfAnotherCa(),
                "Secret prometheus/copy, key tls.crt: not as it should be: it differs from Secret tigera-operator/prometheus-tls");

        prometheus = ScrapeCredentials.of(COPY, found(pair), BUNDLE, new Observed.Present<>(bundle(null)));
        awaitProblem("ConfigMap prometheus/bundle, key tigera-ca-bundle.crt: ");

        prometheus = scrapeMaterial(pair, CA);
        await().untilAsserted(() -> assertThat(gauge()).containsExactly(1.0));

        prometheus = ScrapeCredentials.of(COPY, found(pair), BUNDLE, new Observed.Absent<>());
        await().untilAsserted(() ->
                assertThat(check.result()).isEqualTo(new NotChecked("ConfigMap prometheus/bundle: not found")));
        assertThat(gauge()).isEmpty();
    }

    private static ScrapeCredentials scrapeMaterial(X509Bundle pair, X509Bundle ca) {
        return ScrapeCredentials.of(COPY, found(pair), BUNDLE, new Observed.Present<>(bundle(ca.getCertificatePEM())));
    }

    private static Observed<TlsSecret> found(X509Bundle pair) {
        return new Observed.Present<>(new TlsSecret(
                new TlsSecret.Metadata(COPY.name(), COPY.namespace(), "1", null, null),
                new TlsSecret.Data(base64(pair.getCertificatePEM()), base64(pair.getPrivateKeyPEM()), null, null)));
    }

    private static CaBundle bundle(@Nullable String certificates) {
        return new CaBundle(
                new ObjectMeta(BUNDLE.name(), BUNDLE.namespace(), "1"),
                certificates == null ? null : new CaBundle.Data(certificates));
    }

    @Test
    void looksAgainAfterEachReload() {
        material.give(server(NAMES), CA);
        secrets.objects(secret(client(CA)));
        check.start();
        await().untilAsserted(() -> assertThat(gauge()).containsExactly(1.0));

        material.give(server(NAMES), ca("another"));
        await().untilAsserted(() -> assertThat(gauge()).containsExactly(0.0));

        material.give(server(NAMES), CA);
        await().untilAsserted(() -> assertThat(gauge()).containsExactly(1.0));
        await().untilAsserted(() -> assertThat(reported).isEmpty());
    }

    @Test
    void noticesTheEndOfACertificateWithoutAnyEvent() {
        secrets.objects(secret(client(CA)));
        check.start();
        assertThat(IntStream.of(4, 8, 16).anyMatch(this::isServedForThatLong))
                .as("served while it lasted, on however slow a machine")
                .isTrue();

        awaitProblem("has expired");
        assertThat(gauge()).containsExactly(0.0);
    }

    /** Whether the gauge said so before the certificate of that many seconds had ended. */
    private boolean isServedForThatLong(int seconds) {
        Instant end = Clock.systemUTC().instant().plusSeconds(seconds);
        material.give(leaf(withNames(builder(NAMES.getFirst()).notAfter(end), NAMES), CA), CA);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> isPassed() || Clock.systemUTC().instant().isAfter(end));
        return isPassed();
    }

    private boolean isPassed() {
        return gauge().equals(List.of(1.0));
    }

    private String alertOfAnotherCa() {
        return switch (provider) {
            case BORINGSSL -> "(?i)unknown_ca";
            case JDK -> "certificate_unknown";
        };
    }

    /** Each check reports it anew, and only the client's own problem is worded the same each time. */
    private void awaitProblem(String... parts) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(check.result())
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> assertThat(parts)
                                        .allSatisfy(part ->
                                                assertThat(failed.problem()).containsPattern(part))));
    }

    private List<Double> gauge() {
        return registry.scrape(name -> name.equals("metrics_server_self_check_success")).stream()
                .map(GaugeSnapshot.class::cast)
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .toList();
    }

    private static String secret(X509Bundle pair) {
        return secret(pair.getCertificatePEM(), pair.getPrivateKeyPEM());
    }

    private static String secret(String certificate, String key) {
        return """
                {"kind": "Secret", "metadata": {"name": "%s", "namespace": "%s", "resourceVersion": "2"},\
                 "data": {"tls.crt": "%s", "tls.key": "%s"}}""".formatted(PAIR.name(), PAIR.namespace(), base64(certificate), base64(key));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static X509Bundle server(List<String> names) {
        return leaf(withNames(builder(names.getFirst()), names), CA);
    }

    private static CertificateBuilder withNames(CertificateBuilder builder, List<String> names) {
        names.forEach(builder::addSanDnsName);
        return builder.addExtendedKeyUsageServerAuth();
    }

    private static X509Bundle client(X509Bundle ca) {
        return leaf(builder("prometheus").addExtendedKeyUsageClientAuth(), ca);
    }

    private static X509Bundle ca(String name) {
        return built(() -> builder(name).setIsCertificateAuthority(true).buildSelfSigned());
    }

    private static X509Bundle leaf(CertificateBuilder builder, X509Bundle ca) {
        return built(() -> builder.buildIssuedBy(ca));
    }

    private static CertificateBuilder builder(String name) {
        Instant now = Clock.systemUTC().instant();
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .notBefore(now.minus(Duration.ofDays(1)))
                .notAfter(now.plus(Duration.ofDays(1)));
    }

    private interface Building {
        X509Bundle build() throws Exception;
    }

    private static X509Bundle built(Building building) {
        try {
            return building.build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Offers what the test gives it. */
    private static final class GivenSource implements TlsMaterialSource {
        private Consumer<TlsMaterial> sink = _ -> {};

        @Override
        public void start(Consumer<TlsMaterial> receiver) {
            sink = receiver;
        }

        void give(X509Bundle server, X509Bundle clientCa) {
            give(server.getCertificatePathPEM(), server.getPrivateKeyPEM(), clientCa);
        }

        void give(String certificate, String key, X509Bundle clientCa) {
            sink.accept(new TlsMaterial(
                    new Loaded("tls.crt", certificate),
                    new Loaded("tls.key", key),
                    new Loaded("ca.crt", clientCa.getCertificatePEM())));
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {}
    }
}
