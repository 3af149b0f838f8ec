package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.ChildProcess;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code operator-metrics cleanup} on what a life of the program left in a real cluster. */
@RealCluster
class CleanupIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Test
    void deletesAllThatItMadeAndNothingElse(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "cleanup")) {
            GoOperator.at(site).createPrometheusPolicy();
            runUntilAvailable(site);
            Inventory before = site.inventory();
            assertThat(before.ours().keys())
                    .contains("operator/Secret/tigera-ca-private", "operator/Secret/operator-metrics-ca");

            Finished dry = cleanup(site, "--dry-run");
            assertThat(dry.status()).as(dry.toString()).isZero();
            assertThat(site.inventory().versions()).isEqualTo(before.versions());

            Finished done = cleanup(site);

            assertThat(done.status()).as(done.toString()).isZero();
            Inventory left = site.inventory();
            assertThat(left.ours().keys()).isEmpty();
            assertThat(left.keys()).contains("prometheus/NetworkPolicy/calico-system.prometheus");
            assertThat(left.versions())
                    .containsAllEntriesOf(before.without(before.ours().keys().toArray(String[]::new))
                            .versions());
            assertThat(done.out().getLast()).endsWith(" deleted, 0 kept, 0 failed");
            assertThat(cluster.admin()
                            .leases()
                            .inNamespace(site.operatorNamespace())
                            .list()
                            .getItems())
                    .isEmpty();

            Finished again = cleanup(site);
            assertThat(again.status()).isZero();
            assertThat(again.out()).containsExactly("nothing found");
        }
    }

    @Test
    void refusesWhileTheInstallationRenewsItsLease(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "cleanup-running");
                OperatorProcess operator =
                        site.launcher().set("LEADER_ELECTION", "true").run()) {
            site.awaitAvailable();
            Inventory before = site.inventory();

            Finished refused = cleanup(site);

            assertThat(refused.status()).as(refused.toString()).isEqualTo(1);
            assertThat(refused.out())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("nothing deleted: ")
                            .contains("renews Lease " + site.operatorNamespace() + "/operator-metrics", "still runs"));
            assertThat(site.inventory().versions()).isEqualTo(before.versions());
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void deletesWhatTheNamedInstallationMadeAndLeavesItsNeighbour(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "cleanup-named");
                Site neighbour = Site.create(cluster, "cleanup-neighbour")) {
            runUntilAvailable(site);
            cluster.admin()
                    .resource(site.inventory().get("TigeraStatus/operator-metrics"))
                    .delete();
            runUntilAvailable(neighbour);
            Inventory kept = neighbour.inventory();

            Finished done = cleanup(neighbour, "--instance", site.operatorNamespace() + "/operator-metrics");

            assertThat(done.status()).as(done.toString()).isZero();
            assertThat(site.inventory()
                            .ours()
                            .without("TigeraStatus/operator-metrics")
                            .keys())
                    .isEmpty();
            assertThat(neighbour.inventory().versions()).isEqualTo(kept.versions());
        }
    }

    @Test
    void leavesWhatOthersPutThere(KubeCluster cluster) {
        TestPki pki = TestPki.create("somebody's-ca");
        try (Site site = Site.create(cluster, "cleanup-others")) {
            GoOperator.at(site).createCa(pki);
            runUntilAvailable(site);
            GenericKubernetesResource service = site.inventory().get("operator/Service/operator-metrics");
            site.edit(
                    service,
                    "[{\"op\": \"add\", \"path\": \"/metadata/annotations/unsupported.operator.tigera.io~1ignore\","
                            + " \"value\": \"true\"}]");
            cluster.objects().put(Kinds.unlabelledCertificate(site.operatorNamespace(), "somebodys-tls"));

            Finished done = cleanup(site);

            assertThat(done.status()).as(done.toString()).isZero();
            assertThat(site.inventory().keys())
                    .contains(
                            "operator/Service/operator-metrics",
                            "operator/Secret/tigera-ca-private",
                            "operator/Secret/somebodys-tls");
            assertThat(done.out())
                    .anyMatch(line -> line.startsWith("kept services " + site.operatorNamespace()))
                    .anyMatch(line -> line.startsWith("kept secrets " + site.operatorNamespace() + "/tigera-ca"));
        } finally {
            cluster.objects().deleteAll();
        }
    }

    private static void runUntilAvailable(Site site) {
        try (OperatorProcess operator =
                site.launcher().set("LEADER_ELECTION", "true").run()) {
            site.awaitAvailable();
            assertThat(operator.stop()).isZero();
        }
    }

    private record Finished(int status, List<String> out, List<String> err) {}

    /** As an administrator runs it, with the settings of the site. */
    private static Finished cleanup(Site site, String... options) {
        List<String> arguments = new ArrayList<>(List.of("cleanup"));
        arguments.addAll(Stream.of(options).toList());
        ChildProcess process = site.launcher()
                .set("KUBECONFIG", site.cluster().adminKubeconfig().toString())
                .launch(arguments.toArray(String[]::new));
        int status = process.awaitExit(TIMEOUT);
        return new Finished(status, process.stdout(), process.stderr());
    }
}
