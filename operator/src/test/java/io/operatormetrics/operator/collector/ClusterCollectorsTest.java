package io.operatormetrics.operator.collector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.loop.Loops;
import io.operatormetrics.operator.license.LicenseAvailability;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ClusterCollectorsTest {
    private static final String STATUSES = "/apis/operator.tigera.io/v1/tigerastatuses";
    private static final String INSTALLATIONS = "/apis/operator.tigera.io/v1/installations";
    private static final String LICENSES = "/apis/projectcalico.org/v3/licensekeys";
    private static final String SECRETS = "/api/v1/secrets";
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

    private final FakeApiServer server = new FakeApiServer();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final KubernetesClient client = KubernetesClients.create(server.config(), registry, "tigera_operator");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExpositionStore store = new ExpositionStore();
    private final ClusterContext cluster = ClusterContext.of(
            client, Clock.systemUTC(), new Loops(new PrometheusRegistry(), "tigera_operator"), scheduler);
    private final ClusterCollectors collectors =
            new ClusterCollectors(cluster, store, registry, new CertificateLimit(3, Set.of("own")));

    @BeforeEach
    void serveOpenSourceCalico() {
        cluster.restrict(CustomResources.LICENSE_KEYS, new LicenseAvailability(cluster));
        server.resource(DEFINITIONS);
        server.resource(SERVICES);
        server.resource(SECRETS);
        server.resource(STATUSES).objects("{\"metadata\":{\"name\":\"calico\"}}");
        server.resource(INSTALLATIONS).objects("{\"metadata\":{\"name\":\"default\"}}");
        server.discover("/apis/operator.tigera.io/v1", "tigerastatuses", "tigerastatuses/status", "installations");
        server.discover("/apis/projectcalico.org/v3", "networkpolicies");
    }

    @AfterEach
    void close() {
        collectors.close();
        cluster.close();
        server.close();
        client.close();
        scheduler.shutdownNow();
    }

    private void start() {
        cluster.start();
        collectors.start();
    }

    private String scraped() {
        return Scraped.text(store, registry);
    }

    private void awaitScraped(String... lines) {
        await().untilAsserted(() -> assertThat(scraped()).contains(lines));
    }

    private static String up(String collector, int value) {
        return "tigera_operator_collector_up{collector=\"" + collector + "\"} " + value + ".0\n";
    }

    @Test
    void collectsFromWhatIsServedAndNeverAsksForWhatIsNot() {
        start();
        awaitScraped(
                up("component_status", 1),
                up("installation", 1),
                up("tls_certificate", 1),
                "tigera_operator_component_status{component=\"calico\",condition=\"available\"} 0.0\n",
                "tigera_operator_installation_status{condition=\"available\",name=\"default\"} 0.0\n");
        assertThat(scraped()).doesNotContain("collector=\"license\"", "tigera_operator_license");
        assertThat(server.asked(LICENSES)).isEmpty();
    }

    @Test
    void asksForLabelledSecretsAsMetadataOnly() {
        start();
        awaitScraped(up("tls_certificate", 1));
        assertThat(server.asked(SECRETS)).allSatisfy(request -> {
            assertThat(request.query()).contains("labelSelector=certificates.operator.tigera.io/signer");
            assertThat(request.accept()).matches("application/json;as=PartialObjectMetadata(List)?;g=meta.k8s.io;v=v1");
        });
    }

    @Test
    void takesUpAnApiThatAppearsAndDropsOneThatGoes() {
        start();
        awaitScraped(up("component_status", 1));
        await().until(server.resource(DEFINITIONS)::isWatched);

        server.resource(LICENSES).objects("{\"metadata\":{\"name\":\"default\"}}");
        server.discover("/apis/projectcalico.org/v3", "licensekeys");
        server.resource(DEFINITIONS).event("ADDED", "{\"metadata\":{\"name\":\"licensekeys.projectcalico.org\"}}");
        awaitScraped(up("license", 1), "tigera_operator_license_valid{package=\"Enterprise\"} 1.0\n");

        server.discover("/apis/projectcalico.org/v3");
        server.remove(LICENSES);
        server.resource(DEFINITIONS).event("DELETED", "{\"metadata\":{\"name\":\"licensekeys.projectcalico.org\"}}");
        await().untilAsserted(
                        () -> assertThat(scraped()).doesNotContain("collector=\"license\"", "tigera_operator_license"));
    }

    @Test
    void isDownAndReadyWhereAnApiIsServedInAnotherVersion() {
        server.remove(STATUSES);
        server.discover("/apis/operator.tigera.io/v1", "installations");
        server.discoverVersions("/apis/operator.tigera.io", "v1", "v2");
        server.discover("/apis/operator.tigera.io/v2", "tigerastatuses");
        start();
        awaitScraped(up("component_status", 0), up("installation", 1));
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(new Readiness.Ready()));
    }

    @Test
    void hearsOfAnAggregatedApiByItsApiService() {
        start();
        awaitScraped(up("component_status", 1));
        await().until(server.resource(SERVICES)::isWatched);
        server.resource(LICENSES);
        server.discover("/apis/projectcalico.org/v3", "licensekeys");
        server.resource(SERVICES).event("MODIFIED", "{\"metadata\":{\"name\":\"v3.projectcalico.org\"}}");
        awaitScraped(up("license", 1));
    }

    @Test
    void keepsDataOfACollectorThatIsDown() {
        start();
        awaitScraped(up("component_status", 1));
        await().until(server.resource(STATUSES)::isWatched);
        server.resource(STATUSES).code(403).endWatches();
        awaitScraped(up("component_status", 0));
        assertThat(scraped()).contains("tigera_operator_component_status{component=\"calico\"");
    }

    @Test
    void refusesSecretsThatComeWithData() {
        server.resource(SECRETS).objects("""
                        {"kind":"Secret","metadata":{"name":"a","namespace":"ns","annotations":
                          {"certificates.operator.tigera.io/expiry":"2030-01-01T00:00:00Z"}},
                         "data":{"tls.key":"c2VjcmV0"}}""");
        start();
        await().until(() -> server.asked(SECRETS).size() > 1);
        awaitScraped(up("tls_certificate", 0));
        assertThat(scraped()).doesNotContain("tigera_operator_tls_certificate_expiry");
    }

    @Test
    void readsExpiryAndIssuerFromAnnotations() {
        server.resource(SECRETS).objects("""
                        {"kind":"PartialObjectMetadata","metadata":{"name":"a","namespace":"ns","annotations":{
                          "kubectl.kubernetes.io/last-applied-configuration":"{\\"data\\":{\\"tls.key\\":\\"c2VjcmV0\\"}}",
                          "certificates.operator.tigera.io/expiry":"2030-01-01T00:00:00Z",
                          "certificates.operator.tigera.io/issuer":"CN=\\"x\\\\y\\""}}}""");
        start();
        awaitScraped("tigera_operator_tls_certificate_expiry_timestamp_seconds"
                + "{issuer=\"CN=\\\"x\\\\y\\\"\",name=\"a\",namespace=\"ns\"} 1.893456E9\n");
    }

    @Test
    void hidesAndCountsTheSeriesOfTextThatIsNotUnicode() {
        server.resource(STATUSES).objects("""
                        {"metadata":{"name":"a\\ud800"}}""", """
                        {"metadata":{"name":"a\\ud801"}}""", """
                        {"metadata":{"name":"calico"}}""");
        start();
        awaitScraped(
                up("component_status", 1),
                "tigera_operator_component_status{component=\"calico\",condition=\"degraded\"} 0.0\n",
                hidden("component_status", 6),
                hidden("tls_certificate", 0));
        assertThat(scraped()).doesNotContain("component=\"a");

        await().until(server.resource(STATUSES)::isWatched);
        server.resource(STATUSES).event("DELETED", "{\"metadata\":{\"name\":\"a\\ud800\"}}");
        awaitScraped(hidden("component_status", 3), up("component_status", 1));
    }

    @Test
    void hidesOldSeriesOfAnObjectWhoseTextIsNoLongerUnicodeUntilItIsAgain() {
        server.resource(SECRETS).objects(secret("CN=x"));
        start();
        awaitScraped("{issuer=\"CN=x\",name=\"a\",namespace=\"ns\"}", hidden("tls_certificate", 0));
        await().until(server.resource(SECRETS)::isWatched);

        server.resource(SECRETS).event("MODIFIED", secret("CN=\\udfff"));
        awaitScraped(hidden("tls_certificate", 1), up("tls_certificate", 1));
        assertThat(scraped()).doesNotContain("tigera_operator_tls_certificate_expiry");

        server.resource(SECRETS).event("MODIFIED", secret("CN=y"));
        awaitScraped("{issuer=\"CN=y\",name=\"a\",namespace=\"ns\"}", hidden("tls_certificate", 0));
    }

    @Test
    void cutsLongTextsAndCountsThem() {
        server.resource(SECRETS).objects(secret("x".repeat(200_000)));
        start();
        awaitScraped(
                "{issuer=\"" + "x".repeat(255) + "…\",name=\"a\",namespace=\"ns\"}",
                "tigera_operator_label_values_cut_total{collector=\"tls_certificate\"} 1.0\n",
                "tigera_operator_label_values_cut_total{collector=\"installation\"} 0.0\n");
    }

    @Test
    void anObjectThatCannotBeReadCostsItsOwnSeriesAndNotReadiness() {
        server.resource(STATUSES).objects("""
                        {"metadata":{"name":"odd"},"status":{"conditions":"none"}}""", """
                        {"metadata":{"name":"calico"}}""");
        start();
        awaitScraped(
                up("component_status", 1),
                "tigera_operator_component_status{component=\"calico\",condition=\"degraded\"} 0.0\n",
                hidden("component_status", "unreadable", 1));
        assertThat(scraped()).doesNotContain("component=\"odd\"");
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(new Readiness.Ready()));

        await().until(server.resource(STATUSES)::isWatched);
        server.resource(STATUSES).event("MODIFIED", "{\"metadata\":{\"name\":\"calico\"},\"status\":[]}");
        awaitScraped(hidden("component_status", "unreadable", 2));
        assertThat(scraped()).doesNotContain("tigera_operator_component_status{");
        server.resource(STATUSES).event("MODIFIED", "{\"metadata\":{\"name\":\"odd\"}}");
        server.resource(STATUSES).event("DELETED", "{\"metadata\":{\"name\":\"calico\"},\"status\":[]}");
        awaitScraped(hidden("component_status", "unreadable", 0), "component=\"odd\"");
    }

    @Test
    void aNamespaceWithManySecretsHasSeriesOfThoseThatExpireFirst() {
        server.resource(SECRETS)
                .objects(
                        secret("many", "a", 2034),
                        secret("many", "b", 2031),
                        secret("many", "c", 2033),
                        secret("many", "d", 2032),
                        secret("many", "e", 2031),
                        secret("honest", "a", 2040),
                        secret("own", "a", 2040),
                        secret("own", "b", 2040),
                        secret("own", "c", 2040),
                        secret("own", "d", 2040));
        start();
        awaitScraped(hidden("tls_certificate", "namespace_limit", 2));
        assertThat(served())
                .containsExactly("honest/a", "many/b", "many/d", "many/e", "own/a", "own/b", "own/c", "own/d");
        AtomicReference<Set<String>> overLimit = new AtomicReference<>(Set.of());
        collectors.onLimit(() -> overLimit.set(collectors.overLimit()));
        assertThat(overLimit).hasValue(Set.of("many"));

        await().until(server.resource(SECRETS)::isWatched);
        server.resource(SECRETS).event("DELETED", secret("many", "b", 2031));
        server.resource(SECRETS).event("MODIFIED", secret("many", "a", 2030));
        awaitScraped(hidden("tls_certificate", "namespace_limit", 1));
        await().untilAsserted(() ->
                assertThat(served()).contains("many/a", "many/e", "many/d").doesNotContain("many/c"));
        server.resource(SECRETS).event("DELETED", secret("many", "d", 2032));
        awaitScraped(hidden("tls_certificate", "namespace_limit", 0));
        await().untilAsserted(() -> assertThat(served()).contains("many/a", "many/c", "many/e"));
        assertThat(overLimit).hasValue(Set.of());
    }

    private List<String> served() {
        Pattern series =
                Pattern.compile("tls_certificate_expiry_timestamp_seconds.*name=\"(.*?)\",namespace=\"(.*?)\"");
        return series.matcher(scraped())
                .results()
                .map(found -> found.group(2) + "/" + found.group(1))
                .sorted()
                .toList();
    }

    private static String secret(String namespace, String name, int expires) {
        return """
                {"kind":"PartialObjectMetadata","metadata":{"name":"%s","namespace":"%s","annotations":{\
                "certificates.operator.tigera.io/expiry":"%d-01-01T00:00:00Z"}}}""".formatted(name, namespace, expires);
    }

    /** On one line, as watches send it. */
    private static String secret(String issuer) {
        return """
                {"kind":"PartialObjectMetadata","metadata":{"name":"a","namespace":"ns","annotations":{\
                "certificates.operator.tigera.io/expiry":"2030-01-01T00:00:00Z",\
                "certificates.operator.tigera.io/issuer":"%s"}}}""".formatted(issuer);
    }

    private static String hidden(String collector, int value) {
        return hidden(collector, "invalid", value);
    }

    private static String hidden(String collector, String reason, int value) {
        return "tigera_operator_series_hidden{collector=\"%s\",reason=\"%s\"} %d.0\n"
                .formatted(collector, reason, value);
    }

    @Test
    void isReadyOnceEverythingThatIsServedWasListed() {
        server.resource(STATUSES).code(500);
        start();
        awaitScraped(up("installation", 1), up("tls_certificate", 1));
        Readiness oneToCome =
                new Readiness.NotReady(List.of("component_status: tigerastatuses.operator.tigera.io not listed yet"));
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(oneToCome));
        server.resource(STATUSES).code(200);
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(new Readiness.Ready()));
    }

    @Test
    void isNotReadyBeforeItKnowsWhatIsServed() {
        assertThat(collectors.readiness()).isInstanceOf(Readiness.NotReady.class);
    }

    @Test
    void doesNotWaitForWhatItMayNotRead() {
        server.resource(STATUSES).code(403);
        start();
        awaitScraped(up("component_status", 0));
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(new Readiness.Ready()));
    }

    /** No Role would help, and a token that is renewed does. */
    @Test
    void waitsForAServerThatRejectsItsToken() {
        server.resource(STATUSES).code(401);
        start();
        awaitScraped(up("component_status", 0), up("installation", 1));
        Readiness rejected =
                new Readiness.NotReady(List.of("component_status: tigerastatuses.operator.tigera.io not listed yet"));
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(rejected));

        server.resource(STATUSES).code(200);
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(new Readiness.Ready()));
    }
}
