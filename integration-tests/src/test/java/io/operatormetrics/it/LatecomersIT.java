package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What is not there yet is waited for, said, and picked up without a restart. */
@RealCluster
class LatecomersIT {

    @Test
    void aNamespaceThatComesLaterIsFilledWithinSeconds(KubeCluster cluster) {
        try (Site site = Site.createWithoutPrometheus(cluster, "late-namespace");
                OperatorProcess operator = site.launcher().run()) {
            awaitInOperatorNamespace(site);
            Within.start()
                    .untilAsserted(() -> assertThat(site.condition("Progressing"))
                            .satisfies(progressing ->
                                    assertThat(progressing.isTrue()).isTrue())
                            .satisfies(progressing ->
                                    assertThat(progressing.message()).contains(site.prometheusNamespace())));

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

    @Test
    void kindsThatComeLaterAreUsedAndKindsThatGoAreNotMissed(KubeCluster cluster) {
        List<CustomResourceDefinition> kinds = List.of(
                cluster.objects().definition("servicemonitors.monitoring.coreos.com"),
                cluster.objects().definition("prometheusrules.monitoring.coreos.com"));
        kinds.forEach(cluster.objects()::undefine);
        try (Site site = Site.create(cluster, "late-kinds");
                OperatorProcess operator = site.launcher().run()) {
            try {
                awaitInOperatorNamespace(site);
                Within.start()
                        .untilAsserted(() -> assertThat(site.condition("Progressing"))
                                .satisfies(progressing ->
                                        assertThat(progressing.message()).containsIgnoringCase("ServiceMonitor")));
            } finally {
                cluster.objects().define(kinds);
            }
            Within.request(
                    30,
                    () -> assertThat(site.inventory().ours().keys())
                            .contains(
                                    "prometheus/PrometheusRule/operator-metrics",
                                    "prometheus/ServiceMonitor/operator-metrics"));
            site.awaitAvailable();
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void rightsThatAreMissingAreNamed(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "late-permissions")) {
            List<RoleBinding> permissions = site.permissions().takeInPrometheusNamespace();
            try (OperatorProcess operator = site.launcher().run()) {
                awaitInOperatorNamespace(site);
                Within.start()
                        .untilAsserted(() -> assertThat(site.condition("Degraded"))
                                .satisfies(degraded ->
                                        assertThat(degraded.isTrue()).isTrue())
                                .satisfies(degraded -> assertThat(degraded.message())
                                        .contains("Role", "RoleBinding", site.prometheusNamespace())));

                permissions.forEach(binding -> cluster.admin().resource(binding).create());

                Within.seconds(60)
                        .untilAsserted(() -> assertThat(site.inventory().ours().keys())
                                .contains("prometheus/ServiceMonitor/operator-metrics"));
                site.awaitAvailable();
                assertThat(operator.log()).isNotEmpty();
            }
        }
    }

    /** Nothing waits for the other namespace but what belongs there. */
    private static void awaitInOperatorNamespace(Site site) {
        Within.start().untilAsserted(() -> {
            Inventory now = site.inventory().ours();
            assertThat(now.keys())
                    .contains("operator/Service/operator-metrics", "operator/Secret/operator-metrics-tls")
                    .doesNotContain("prometheus/ServiceMonitor/operator-metrics");
        });
    }
}
