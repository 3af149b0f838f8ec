package io.operatormetrics.it;

import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the cluster's own controllers delete: dependents of an owner that is gone, and all that is in a namespace. */
@RealCluster
class GarbageCollectionIT {

    private static final String[] WITHOUT_OWNER = {
        "operator/ConfigMap/operator-metrics-objects", "operator/Secret/tigera-ca-private",
    };

    @Test
    void theMonitorsObjectsGoWithItWhileOurProgramIsDown(KubeCluster cluster) {
        cluster.objects().put(Kinds.monitor());
        try (Site site = Site.create(cluster, "collected")) {
            try (OperatorProcess operator =
                    site.launcher().set("MONITORING", "monitor").run()) {
                site.awaitAvailable();
                assertThat(operator.stop()).isZero();
            }
            Inventory before = site.inventory();

            cluster.objects().delete(Kinds.monitor());

            Within.start()
                    .untilAsserted(
                            () -> assertThat(site.inventory().ours().keys()).containsExactlyInAnyOrder(WITHOUT_OWNER));
            assertThat(before.versions())
                    .as("written by nobody meanwhile")
                    .containsAllEntriesOf(site.inventory().versions());
        }
    }

    @Test
    void aNamespaceOfPrometheusThatEndsAndComesBackIsFilledAgain(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "ended");
                OperatorProcess operator = site.launcher().run()) {
            site.awaitAvailable();

            cluster.objects().endNamespace(site.prometheusNamespace());

            Within.start().untilAsserted(() -> {
                assertThat(cluster.admin()
                                .namespaces()
                                .withName(site.prometheusNamespace())
                                .get())
                        .as("the namespace, which nothing of ours keeps from ending")
                        .isNull();
                assertThat(site.condition("Progressing").message()).contains(site.prometheusNamespace());
            });
            assertThat(site.inventory().ours().keys())
                    .contains("operator/Service/operator-metrics")
                    .noneMatch(key -> key.startsWith("prometheus/"));

            site.createPrometheusNamespace();

            Within.request(
                    5,
                    () -> assertThat(site.inventory().ours().keys())
                            .contains(
                                    "prometheus/ConfigMap/operator-metrics-ca-bundle",
                                    "prometheus/PrometheusRule/operator-metrics",
                                    "prometheus/Secret/operator-metrics-client-tls",
                                    "prometheus/ServiceMonitor/operator-metrics"));
            site.awaitAvailable();
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}
