package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Condition;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** All names and the namespace of Prometheus changed: what they named before goes, and nothing that is somebody else's. */
@RealCluster
class PreviousNamesIT {

    private static final String CA = "operator/Secret/tigera-ca-private";
    private static final String INVENTORY = "operator/ConfigMap/operator-metrics-objects";
    private static final String STATUS = "TigeraStatus/operator-metrics";
    private static final String NEW_STATUS = "TigeraStatus/renamed";
    private static final String USERS_PAIR = "prometheus/Secret/" + Site.CLIENT_SECRET;
    private static final String TAKEN_OVER = "prometheus/PrometheusRule/" + Site.SERVICE;

    private static final Map<String, String> RENAMED = Map.of(
            Site.SERVICE,
            "renamed",
            Site.SERVICE + "-ca",
            "renamed-ca",
            "calico-system." + Site.SERVICE,
            "calico-system.renamed",
            Site.SERVER_SECRET,
            "renamed-tls",
            Site.CLIENT_SECRET,
            "renamed-client-tls",
            Site.CA_BUNDLE,
            "renamed-bundle");

    private static final String[] OF_NEW_NAMES = {
        INVENTORY,
        NEW_STATUS,
        "operator/Secret/renamed-ca",
        "operator/NetworkPolicy/renamed",
        "operator/Role/renamed",
        "operator/RoleBinding/renamed",
        "operator/Secret/renamed-client-tls",
        "operator/Secret/renamed-tls",
        "operator/Service/renamed",
        "prometheus/ConfigMap/renamed-bundle",
        "prometheus/PrometheusRule/renamed",
        "prometheus/Secret/renamed-client-tls",
        "prometheus/ServiceMonitor/renamed",
    };

    private static final String[] REFERRED_TO = {
        "operator/Secret/" + Site.SERVICE + "-ca",
        "operator/Secret/" + Site.SERVICE + "-client-tls",
        "operator/Secret/" + Site.SERVICE + "-tls",
        "operator/Service/" + Site.SERVICE,
    };

    @Test
    void goWithWhatTheyNamed(KubeCluster cluster) {
        try (Site previous = Site.create(cluster, "previous")) {
            GoOperator.at(previous).createPrometheusPolicy();
            OperatorProcess before =
                    previous.launcher().set("LEADER_ELECTION", "true").run();
            try (before;
                    Site renamed = previous.withPrometheusElsewhere()) {
                Inventory old = previous.awaitAvailable().ours().without(CA, INVENTORY);
                assertThat(old.keys()).contains("prometheus/NetworkPolicy/calico-system." + Site.SERVICE);
                renamed.permissions().addNames(RENAMED);
                List<RoleBinding> permissions;
                try (OperatorProcess after = renamed(renamed.launcher()).run()) {
                    staysWhileAProcessLeadsByIt(previous, renamed, old);
                    permissions = previous.permissions().takeInPrometheusNamespace();
                    before.stop();
                    goesAsFarAsRightsReach(previous, renamed, old);
                    assertThat(after.log()).noneMatch(line -> line.contains("ERROR"));
                }
                putAnotherPair(previous);
                markAsTakenOver(previous);
                Inventory others = previous.inventory();
                permissions.forEach(binding -> cluster.admin().resource(binding).create());
                try (OperatorProcess after = renamed(renamed.launcher()).run()) {
                    goesButForWhatIsSomebodyElses(previous, renamed);
                    assertThat(after.log()).noneMatch(line -> line.contains("ERROR"));
                }
                // Under other names again, so that only the inventory tells what there is.
                try (OperatorProcess off =
                        renamed.launcher().set("MONITORING", "never").run()) {
                    Within.start()
                            .untilAsserted(
                                    () -> assertThat(renamed.inventory().ours().keys())
                                            .containsExactly(CA));
                    assertThat(off.log()).noneMatch(line -> line.contains("ERROR"));
                }
                assertThat(previous.inventory().versions())
                        .containsEntry(USERS_PAIR, others.versions().get(USERS_PAIR))
                        .containsEntry(TAKEN_OVER, others.versions().get(TAKEN_OVER));
            }
        }
    }

    /** Its pods still serve by the old objects. */
    private static void staysWhileAProcessLeadsByIt(Site previous, Site renamed, Inventory old) {
        Within.start().untilAsserted(() -> assertThat(status(renamed)).contains("as long as", "holds leases"));
        assertThat(renamed.inventory().ours().keys()).contains(OF_NEW_NAMES);
        assertThat(previous.inventory().ours().uids()).containsAllEntriesOf(old.uids());
    }

    private static void goesAsFarAsRightsReach(Site previous, Site renamed, Inventory old) {
        // A Lease that could not be given up in time is held for a while.
        Within.start().untilAsserted(() -> {
            assertThat(previous.inventory().ours().keys())
                    .doesNotContain(STATUS)
                    .filteredOn(key -> key.startsWith("operator/") && old.keys().contains(key))
                    .as("as long as the ServiceMonitor is there that refers to them")
                    .containsExactlyInAnyOrder(REFERRED_TO);
            assertThat(status(renamed))
                    .contains("operator-metrics-permissions in namespace " + previous.prometheusNamespace());
        });
        assertThat(previous.inventory().uids()).containsAllEntriesOf(inPrometheusNamespace(old));
    }

    private static void goesButForWhatIsSomebodyElses(Site previous, Site renamed) {
        Within.start().untilAsserted(() -> {
            assertThat(inPrometheusNamespace(previous.inventory().ours())).containsOnlyKeys(USERS_PAIR, TAKEN_OVER);
            assertThat(previous.inventory().ours().keys()).doesNotContain(REFERRED_TO);
        });
        Within.seconds(30).untilAsserted(() -> {
            assertThat(status(renamed)).doesNotContain("previous");
            assertThat(renamed.inventory().get(INVENTORY).toString())
                    .contains("services " + renamed.operatorNamespace() + "/renamed")
                    .doesNotContain(" " + previous.operatorNamespace() + "/" + Site.SERVICE)
                    .doesNotContain(previous.prometheusNamespace());
        });
        assertThat(renamed.inventory().ours().without(CA).keys()).containsExactlyInAnyOrder(OF_NEW_NAMES);
    }

    private static SortedMap<String, String> inPrometheusNamespace(Inventory inventory) {
        SortedMap<String, String> uids = inventory.uids();
        uids.keySet().removeIf(key -> !key.startsWith("prometheus/"));
        return uids;
    }

    private static OperatorLauncher renamed(OperatorLauncher launcher) {
        return launcher.set("METRICS_SERVICE_NAME", "renamed")
                .set("METRICS_TLS_SECRET", "renamed-tls")
                .set("METRICS_CLIENT_TLS_SECRET", "renamed-client-tls")
                .set("METRICS_CA_BUNDLE", "renamed-bundle")
                .set("STATUS_NAME", "renamed")
                .set("LEADER_ELECTION", "true");
    }

    private static String status(Site site) {
        return site.inventory().objects().containsKey(NEW_STATUS)
                ? Condition.of(site.inventory().get(NEW_STATUS)).toString()
                : "";
    }

    /** A user's, in a Secret that was ours. */
    private static void putAnotherPair(Site site) {
        Identity pair = TestPki.create("corporate-ca").client("prometheus");
        site.edit(
                site.inventory().get(USERS_PAIR), """
                [{"op": "replace", "path": "/data/tls.crt", "value": "%s"},
                 {"op": "replace", "path": "/data/tls.key", "value": "%s"}]
                """.formatted(base64(pair.certificatePem()), base64(pair.keyPem())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** As another installation of ours marks what it writes. */
    private static void markAsTakenOver(Site site) {
        site.edit(site.inventory().get(TAKEN_OVER), """
                [{"op": "replace", "path": "/metadata/annotations/operator-metrics~1instance", "value": "elsewhere/another"}]
                """);
    }
}
