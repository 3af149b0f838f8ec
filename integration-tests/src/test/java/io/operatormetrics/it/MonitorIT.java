package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Damage;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** From a Monitor to a Prometheus that scrapes, how that is kept, and how it ends. */
@RealCluster
class MonitorIT {

    private static final String CA = "operator/Secret/tigera-ca-private";
    private static final String STATUS = "TigeraStatus/operator-metrics";
    private static final String INVENTORY = "operator/ConfigMap/operator-metrics-objects";

    private static final String[] ALL = {
        STATUS,
        INVENTORY,
        "operator/NetworkPolicy/operator-metrics",
        "operator/Role/operator-metrics",
        "operator/RoleBinding/operator-metrics",
        "operator/Secret/operator-metrics-ca",
        "operator/Secret/operator-metrics-client-tls",
        "operator/Secret/operator-metrics-tls",
        CA,
        "operator/Service/operator-metrics",
        "prometheus/ConfigMap/operator-metrics-ca-bundle",
        "prometheus/PrometheusRule/operator-metrics",
        "prometheus/Secret/operator-metrics-client-tls",
        "prometheus/ServiceMonitor/operator-metrics",
    };

    private static Site site;
    private static OperatorProcess operator;
    private static ScrapingPrometheus prometheus;

    @BeforeAll
    static void turnOn(KubeCluster cluster) {
        site = Site.create(cluster, "monitor");
        site.createPod();
        operator = site.podLauncher().set("MONITORING", "monitor").run();
        operator.awaitReady();
        assertThat(site.inventory().ours().without(STATUS).keys()).isEmpty();
        cluster.objects().put(Kinds.monitor());
        // The key of a CA takes seconds where other tests compute.
        Within.request(20, () -> assertThat(site.inventory().ours().keys()).containsExactlyInAnyOrder(ALL));
        prometheus = ScrapingPrometheus.start(site);
        // Or a test that counts writes could meet those of the first scrape.
        site.scraper("127.0.0.1").awaitServed();
    }

    @AfterAll
    static void stop() throws IOException {
        prometheus.close();
        operator.close();
        site.close();
    }

    @Test
    void letsPrometheusScrape() {
        Within.start()
                .untilAsserted(() -> assertThat(prometheus.up("operator-metrics"))
                        .as(prometheus.lastError())
                        .containsExactly(1.0));
    }

    @Test
    void saysThatAllIsWell() {
        settled();
        Within.seconds(30).untilAsserted(() -> {
            assertThat(site.status()).hasEntrySatisfying("Available", available -> {
                assertThat(available.status()).as(available.toString()).isEqualTo("True");
                assertThat(available.reason()).isNotBlank();
            });
            assertThat(site.condition("Degraded").status()).isEqualTo("False");
            assertThat(site.condition("Progressing").status()).isEqualTo("False");
        });
    }

    @Test
    void belongsToTheMonitorWithoutItsBeingTheController() {
        String monitor =
                site.cluster().objects().get(Kinds.monitor()).getMetadata().getUid();
        settled()
                .without(STATUS, CA, INVENTORY)
                .objects()
                .forEach((key, object) -> assertThat(object.getMetadata().getOwnerReferences())
                        .as(key)
                        .singleElement()
                        .satisfies(owner -> {
                            assertThat(owner.getUid()).isEqualTo(monitor);
                            assertThat(owner)
                                    .extracting(OwnerReference::getController)
                                    .isNotEqualTo(true);
                        }));
    }

    @Test
    void writesNothingAsLongAsNothingChanges() {
        String touched = "operator/Service/operator-metrics";
        settled();
        // Whatever another test brought about is over then.
        site.reconcileAgain(2);
        Inventory before = site.inventory().ours().without(touched);
        site.reconcileAgain(3);
        assertThat(site.inventory().ours().without(touched).versions()).isEqualTo(before.versions());
    }

    @Test
    void putsRightWhatSomebodyEdits() {
        Inventory before = settled();
        Damage.OF_EACH.forEach(damage -> damage.happen(site, before, 1));
        Within.request(5, () -> {
            Inventory now = site.inventory().ours();
            assertThat(now.contents()).isEqualTo(before.contents());
            assertThat(now.uids()).isEqualTo(before.uids());
            assertThat(unchanged(before, now))
                    .doesNotContainKeys(Damage.OF_EACH.stream().map(Damage::key).toArray(String[]::new));
        });
    }

    @Test
    void makesAgainWhatSomebodyDeletes() {
        Inventory before = settled().without(STATUS, CA);
        before.objects()
                .values()
                .forEach(object -> site.cluster().admin().resource(object).delete());
        Within.request(5, () -> {
            Inventory now = site.inventory().ours();
            assertThat(now.keys()).containsExactlyInAnyOrder(ALL);
            assertThat(now.uids().values())
                    .doesNotContainAnyElementsOf(before.uids().values());
        });
    }

    @Test
    void leavesAloneWhatIsMarkedAsNotItsBusiness() {
        Inventory before = settled();
        String key = "prometheus/ServiceMonitor/operator-metrics";
        site.edit(before.get(key), """
                [{"op": "add", "path": "/metadata/annotations", "value": {"unsupported.operator.tigera.io/ignore": "true"}},
                 {"op": "replace", "path": "/spec/endpoints/0/interval", "value": "7s"}]
                """);
        String edited = site.inventory().versions().get(key);
        // When another edit has been put right this one was seen too.
        site.edit(
                before.get("operator/Service/operator-metrics"),
                "[{\"op\": \"replace\", \"path\": \"/spec/selector/k8s-app\", \"value\": \"another\"}]");
        Within.request(
                5,
                () -> assertThat(site.inventory().contents().get("operator/Service/operator-metrics"))
                        .isEqualTo(before.contents().get("operator/Service/operator-metrics")));
        assertThat(site.inventory().versions()).containsEntry(key, edited);

        site.edit(before.get(key), "[{\"op\": \"remove\", \"path\": \"/metadata/annotations\"}]");
        Within.request(5, () -> assertThat(site.inventory().ours().contents()).isEqualTo(before.contents()));
    }

    @Test
    void saysHowTheLicenceIsAndTakesNothingAwayWhenItEnds() {
        Inventory before = settled().without(STATUS);
        Instant yesterday = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
        putLicence(yesterday, "90d");
        Within.request(5, () -> {
            assertThat(site.condition("Available").isTrue()).isTrue();
            assertThat(site.condition("Available").reason()).isEqualTo("LicenseInGracePeriod");
            assertThat(site.condition("Degraded").isTrue()).isFalse();
        });
        putLicence(yesterday, "0d");
        Within.request(5, () -> {
            assertThat(site.condition("Degraded").isTrue()).isTrue();
            assertThat(site.condition("Degraded").reason()).isEqualTo("LicenseExpired");
            assertThat(site.condition("Degraded").message()).contains("expired at " + yesterday, "renew it");
        });
        assertThat(site.inventory().ours().without(STATUS).versions()).isEqualTo(before.versions());
        putLicence(yesterday.plus(Duration.ofDays(365)), "90d");
        Within.request(5, () -> {
            assertThat(site.condition("Available").reason()).isEqualTo("AllObjectsAvailable");
            assertThat(site.condition("Degraded").isTrue()).isFalse();
        });
        site.cluster().objects().delete(Kinds.licenseKey());
    }

    private static void putLicence(Instant expiry, String grace) {
        site.cluster().objects().put(Kinds.licenseKey("expiry", expiry.toString(), "gracePeriod", grace));
    }

    @Test
    void takesAllBackWhenTheMonitorGoes() {
        settled();
        site.cluster().objects().delete(Kinds.monitor());
        // The CA is the cluster's, no matter who made it.
        Within.seconds(10)
                .untilAsserted(
                        () -> assertThat(site.inventory().ours().without(STATUS).keys())
                                .containsExactlyInAnyOrder(CA));
        site.cluster().objects().put(Kinds.monitor());
        settled();
    }

    private static Inventory settled() {
        Within.seconds(30)
                .untilAsserted(() -> assertThat(site.inventory().ours().keys()).containsExactlyInAnyOrder(ALL));
        return site.inventory().ours();
    }

    private static SortedMap<String, String> unchanged(Inventory before, Inventory now) {
        SortedMap<String, String> unchanged = new TreeMap<>(now.versions());
        unchanged.entrySet().retainAll(before.versions().entrySet());
        return unchanged;
    }
}
