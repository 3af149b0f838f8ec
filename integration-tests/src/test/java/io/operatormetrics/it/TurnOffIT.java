package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings by which nobody can ask for metrics any more, after others by which somebody did. */
@RealCluster
class TurnOffIT {

    private static final String CA = "operator/Secret/tigera-ca-private";
    private static final String OF_USER = "operator/Secret/" + Site.SERVER_SECRET;

    @ParameterizedTest(name = "{0}={1} takes back all of ours and nothing of users''")
    @CsvSource({"METRICS_ENABLED, false", "MONITORING, never"})
    void takesBackAllOfOursAndNothingOfUsers(String setting, String off, KubeCluster cluster) {
        try (Site site = Site.create(cluster, "off-" + off)) {
            try (OperatorProcess operator = site.launcher().run()) {
                assertThat(site.awaitAvailable().ours().keys()).hasSizeGreaterThan(10);
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            cluster.objects().put(usersPair(site));
            Inventory before = site.inventory();
            try (OperatorProcess operator = site.launcher().set(setting, off).run()) {
                Within.start()
                        .untilAsserted(() ->
                                assertThat(site.inventory().ours().keys()).containsExactlyInAnyOrder(CA, OF_USER));
                assertThat(site.inventory().versions())
                        .containsEntry(CA, before.versions().get(CA))
                        .containsEntry(OF_USER, before.versions().get(OF_USER));
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    @Test
    void whoMayNotLookForWhatIsLeftSaysSo(KubeCluster cluster) {
        OperatorAccount nobody = OperatorAccount.of(cluster, "nobody", """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: nobody, namespace: operator-metrics}
                """);
        try (OperatorProcess operator = OperatorLauncher.with(nobody.kubeconfig())
                .set("METRICS_ENABLED", "false")
                .run()) {
            assertThat(operator.awaitLog("WARN .* not known whether earlier settings left anything"))
                    .contains("Role", "namespace operator-metrics", "configmaps", "operator-metrics-objects");
        }
    }

    /** Written over ours, so that our mark and our labels are still on it. */
    private static GenericKubernetesResource usersPair(Site site) {
        GenericKubernetesResource ours = site.inventory().get(OF_USER);
        Identity pair = TestPki.create("corporate-ca").server(site.dnsNames());
        ours.setAdditionalProperty("stringData", Map.of("tls.crt", pair.certificatePem(), "tls.key", pair.keyPem()));
        ours.getMetadata().setManagedFields(null);
        ours.getMetadata().setResourceVersion(null);
        return ours;
    }
}
