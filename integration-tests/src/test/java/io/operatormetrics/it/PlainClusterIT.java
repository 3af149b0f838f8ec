package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster of Calico open source, or of none: a Prometheus Operator, and nothing of Tigera's. */
@RealCluster
class PlainClusterIT {

    private static final String[] ALL_BUT_STATUS = {
        "operator/ConfigMap/operator-metrics-objects",
        "operator/NetworkPolicy/operator-metrics",
        "operator/Role/operator-metrics",
        "operator/RoleBinding/operator-metrics",
        "operator/Secret/operator-metrics-ca",
        "operator/Secret/operator-metrics-client-tls",
        "operator/Secret/operator-metrics-tls",
        "operator/Secret/tigera-ca-private",
        "operator/Service/operator-metrics",
        "prometheus/ConfigMap/operator-metrics-ca-bundle",
        "prometheus/PrometheusRule/operator-metrics",
        "prometheus/Secret/operator-metrics-client-tls",
        "prometheus/ServiceMonitor/operator-metrics",
    };

    private static List<CustomResourceDefinition> definitions;

    @BeforeAll
    static void removeTigera(KubeCluster cluster) {
        definitions = Stream.of(
                        "installations.operator.tigera.io",
                        "licensekeys.projectcalico.org",
                        "monitors.operator.tigera.io",
                        "networkpolicies.projectcalico.org",
                        "tiers.projectcalico.org",
                        "tigerastatuses.operator.tigera.io")
                .map(cluster.objects()::definition)
                .toList();
        definitions.forEach(cluster.objects()::undefine);
    }

    @AfterAll
    static void restoreTigera(KubeCluster cluster) {
        cluster.objects().define(definitions);
    }

    @Test
    void nothingIsMadeForNobody(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "plain-never");
                OperatorProcess operator = site.launcher()
                        .set("METRICS_SCHEME", "http")
                        .set("MONITORING", "never")
                        .run();
                MetricsClient client = operator.client()) {
            // Whatever it does at its start it has done when it knows the cluster.
            Within.start()
                    .untilAsserted(() -> assertThat(client.scrape()
                                    .value("tigera_operator_collector_up", "collector", "tls_certificate"))
                            .hasValue(1));
            assertThat(site.inventory().ours().keys()).isEmpty();
        }
    }

    @Test
    void settingsAloneBringEverything(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "plain-always");
                OperatorProcess operator =
                        site.podLauncher().set("MONITORING", "always").run();
                ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
            site.createPod();
            Within.start()
                    .untilAsserted(
                            () -> assertThat(site.inventory().ours().keys()).containsExactlyInAnyOrder(ALL_BUT_STATUS));
            Within.start()
                    .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                            .as(prometheus.lastError())
                            .containsExactly(1.0));
            assertThat(site.scraper("127.0.0.1").scrape().text())
                    .doesNotContain("tigera_operator_license", "tigera_operator_component_status{");
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}
