package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** One alert and not two, where the same Prometheus scrapes the Go operator and us; and all of ours where it does not. */
@RealCluster
class DuplicatesIT {

    private static final TestPki PKI = TestPki.create("tigera-operator-signer@1700000000");
    private static final String RULE = "prometheus/PrometheusRule/operator-metrics";
    private static final String MONITOR = "prometheus/ServiceMonitor/operator-metrics";
    private static final Map<String, ?> ALL = Map.of("serviceMonitorSelector", Map.of(), "ruleSelector", Map.of());
    private static final Map<String, ?> OURS_ONLY = Map.of(
            "serviceMonitorSelector",
            Map.of("matchLabels", Map.of("app.kubernetes.io/managed-by", "operator-metrics")),
            "ruleSelector",
            Map.of("matchLabels", Map.of("app.kubernetes.io/managed-by", "operator-metrics")));

    @AfterEach
    void removePrometheus(KubeCluster cluster) {
        cluster.objects().deleteAll();
    }

    @Test
    void whatEveryPrometheusReadsOfTheGoOperatorIsLeftOutAndComesBack(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "duplicates")) {
            GoOperator.at(site).createAll(PKI);
            GenericKubernetesResource both = Kinds.prometheus(site.prometheusNamespace(), "both", ALL);
            cluster.objects().put(both);
            try (OperatorProcess operator = site.launcher().run()) {
                site.awaitAvailable();
                isLeftOut(site, 30);
                assertThat(site.inventory().get(MONITOR).getMetadata().getGeneration())
                        .as("decided before it was made")
                        .isEqualTo(1);

                GenericKubernetesResource second = Kinds.prometheus(site.prometheusNamespace(), "second", OURS_ONLY);
                cluster.objects().put(second);
                isThere(site);
                cluster.objects().delete(second);
                isLeftOut(site, 5);
                cluster.objects().delete(both);
                isThere(site);
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    /** As a Prometheus counts it: the alert's expression gives a series as soon as what is dropped comes from nobody. */
    @Test
    void theAlertTellsOfFamiliesThatAreDroppedAndComeFromNobody(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "dropped");
                OperatorProcess operator =
                        site.podLauncher().set("DUPLICATE_FAMILIES", "drop").run();
                ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
            site.createPod();
            site.awaitAvailable();
            Within.start()
                    .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                            .as(prometheus.lastError())
                            .containsExactly(1.0));
            String alert = site.expression("DroppedFamiliesMissing");
            Within.start()
                    .untilAsserted(() -> assertThat(prometheus.query(alert)).hasSize(1));
            assertThat(prometheus.query("tigera_operator_component_status")).isEmpty();
            assertThat(site.scraper("127.0.0.1").scrape().named("tigera_operator_component_status"))
                    .as("served to a Prometheus that does not drop it")
                    .isNotEmpty();
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    private static void isLeftOut(Site site, int seconds) {
        Within.request(seconds, () -> {
            assertThat(site.inventory().get(RULE).toString())
                    .contains("DroppedFamiliesMissing")
                    .doesNotContain("TLSCertExpiring", "LicenseExpiring", "ComponentDegraded");
            assertThat(site.inventory().get(MONITOR).toString()).contains("metricRelabelings");
            assertThat(site.status().toString())
                    .contains("AlertsDefinedElsewhere", "PrometheusRule " + site.prometheusNamespace() + "/calico");
        });
    }

    private static void isThere(Site site) {
        Within.request(5, () -> {
            assertThat(site.inventory().get(RULE).toString())
                    .contains("DroppedFamiliesMissing", "TLSCertExpiringWarning", "ComponentProgressingCritical");
            assertThat(site.inventory().get(MONITOR).toString()).doesNotContain("metricRelabelings");
            assertThat(site.status().toString()).doesNotContain("AlertsDefinedElsewhere");
        });
    }
}
