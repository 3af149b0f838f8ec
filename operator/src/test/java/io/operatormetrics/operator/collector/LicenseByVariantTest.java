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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A LicenseKey counts by the variant that is installed. */
class LicenseByVariantTest {
    private static final String INSTALLATIONS = "/apis/operator.tigera.io/v1/installations";
    private static final String LICENSES = "/apis/projectcalico.org/v3/licensekeys";
    private static final String UP = "tigera_operator_collector_up{collector=\"%s\"} 1.0\n";
    private static final String CALICO = installation("\"spec\":{\"variant\":\"Calico\"}");
    private static final String ENTERPRISE = installation("\"spec\":{\"variant\":\"CalicoEnterprise\"}");

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
    void serveALicenceThatIsLeftOver() {
        cluster.restrict(CustomResources.LICENSE_KEYS, new LicenseAvailability(cluster));
        server.resource("/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
        server.resource("/apis/apiregistration.k8s.io/v1/apiservices");
        server.resource("/api/v1/secrets");
        server.resource("/apis/operator.tigera.io/v1/tigerastatuses");
        server.resource(INSTALLATIONS);
        server.resource(LICENSES).objects("{\"metadata\":{\"name\":\"default\"}}");
        server.discover("/apis/operator.tigera.io/v1", "tigerastatuses", "installations");
        server.discover("/apis/projectcalico.org/v3", "licensekeys");
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

    private static String installation(String spec) {
        return "{\"metadata\":{\"name\":\"default\"}," + spec + "}";
    }

    private void awaitReady() {
        await().untilAsserted(() -> assertThat(collectors.readiness()).isEqualTo(new Readiness.Ready()));
    }

    private void assertNoLicence() {
        assertThat(Scraped.text(store, registry)).doesNotContain("collector=\"license\"", "tigera_operator_license");
    }

    private void awaitLicence() {
        await().untilAsserted(() -> assertThat(Scraped.text(store, registry))
                .contains(UP.formatted("license"), "tigera_operator_license_valid{package=\"Enterprise\"} 1.0\n"));
    }

    @Test
    void ofVariantCalicoNobodyAsksForALicence() {
        server.resource(INSTALLATIONS).objects(CALICO);
        start();

        awaitReady();

        assertThat(Scraped.text(store, registry)).contains(UP.formatted("installation"));
        assertNoLicence();
        assertThat(server.asked(LICENSES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"spec\":{\"variant\":\"CalicoEnterprise\"}",
                "\"spec\":{\"variant\":\"TigeraSecureEnterprise\"}",
                "\"spec\":{\"variant\":\"\"}",
                "\"spec\":{\"variant\":\"NeverHeardOf\"}",
                "\"spec\":{}",
                "\"status\":{}"
            })
    void ofAnyOtherVariantTheLicenceIsRead(String spec) {
        server.resource(INSTALLATIONS).objects(installation(spec));
        start();
        awaitLicence();
        awaitReady();
    }

    @Test
    void withoutInstallationTheLicenceIsRead() {
        start();
        awaitLicence();
    }

    @Test
    void whereInstallationsAreNotServedTheLicenceIsRead() {
        server.remove(INSTALLATIONS);
        server.discover("/apis/operator.tigera.io/v1", "tigerastatuses");
        start();
        awaitLicence();
    }

    @Test
    void whereInstallationsMayNotBeReadTheLicenceIs() {
        server.resource(INSTALLATIONS).code(403);
        start();
        awaitLicence();
    }

    @Test
    void followsTheVariantBothWays() {
        server.resource(INSTALLATIONS).objects(ENTERPRISE);
        start();
        awaitLicence();
        await().until(server.resource(INSTALLATIONS)::isWatched);

        server.resource(INSTALLATIONS).event("MODIFIED", CALICO);
        await().untilAsserted(this::assertNoLicence);
        awaitReady();

        server.resource(INSTALLATIONS).event("MODIFIED", ENTERPRISE);
        awaitLicence();

        server.resource(INSTALLATIONS).event("MODIFIED", CALICO);
        await().untilAsserted(this::assertNoLicence);

        server.resource(INSTALLATIONS).event("DELETED", CALICO);
        awaitLicence();
    }

    @Test
    void aSecondInstallationOfVariantCalicoIsEnough() {
        server.resource(INSTALLATIONS).objects(ENTERPRISE, CALICO.replace("default", "other"));
        start();
        awaitReady();
        assertNoLicence();
        assertThat(server.asked(LICENSES)).isEmpty();
    }
}
