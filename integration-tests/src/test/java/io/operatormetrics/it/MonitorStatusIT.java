package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Condition;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** With upstream's name for the status, the Monitor tells how it goes as well. */
@RealCluster
class MonitorStatusIT {

    @Test
    void theMonitorTellsTheSameAsTheTigeraStatus(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "monitor-status")) {
            grantStatus(cluster, site);
            cluster.objects().put(Kinds.monitor());
            try (OperatorProcess operator = site.launcher()
                    .set("MONITORING", "monitor")
                    .set("STATUS_NAME", "monitor")
                    .run()) {
                Within.seconds(30).untilAsserted(() -> {
                    if (Condition.of(monitor(cluster)).toString().contains("first scrape")) {
                        site.scraper("127.0.0.1").awaitServed();
                    }
                    SortedMap<String, Condition> reported = Condition.of(monitor(cluster));
                    assertThat(reported).containsOnlyKeys("Available", "Degraded", "Progressing");
                    assertThat(reported.get("Available").isTrue())
                            .as(reported.toString())
                            .isTrue();
                    assertThat(withoutTimes(reported))
                            .isEqualTo(
                                    withoutTimes(Condition.of(site.inventory().get("TigeraStatus/monitor"))));
                });
                assertThat(Condition.of(monitor(cluster)).values())
                        .extracting(Condition::observedGeneration)
                        .containsOnly(monitor(cluster).getMetadata().getGeneration());
                assertThat(operator.log()).noneMatch(line -> line.contains("not allowed"));
            }
        }
    }

    /** One is written after the other, perhaps in another second. */
    private static Map<String, Condition> withoutTimes(SortedMap<String, Condition> reported) {
        Map<String, Condition> timeless = new TreeMap<>();
        reported.forEach((type, condition) -> timeless.put(
                type,
                new Condition(
                        condition.status(),
                        condition.reason(),
                        condition.message(),
                        condition.observedGeneration(),
                        "")));
        return timeless;
    }

    private static GenericKubernetesResource monitor(KubeCluster cluster) {
        return cluster.objects().get(Kinds.monitor());
    }

    /** What those need besides the shipped permissions who set STATUS_NAME to monitor. */
    private static void grantStatus(KubeCluster cluster, Site site) {
        Command.kubectl("--kubeconfig=" + cluster.adminKubeconfig(), "apply", "--filename=-")
                .run("""
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRole
                        metadata: {name: monitor-status}
                        rules:
                        - {apiGroups: [operator.tigera.io], resources: [tigerastatuses/status], resourceNames: [monitor], verbs: [update]}
                        - {apiGroups: [operator.tigera.io], resources: [monitors/status], resourceNames: [tigera-secure], verbs: [update]}
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRoleBinding
                        metadata: {name: monitor-status}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: monitor-status}
                        subjects:
                        - {kind: ServiceAccount, name: %s, namespace: %s}
                        """.formatted(Site.SERVICE, site.operatorNamespace()))
                .out();
    }
}
