package io.operatormetrics.it;

import io.fabric8.kubernetes.client.Watcher;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.AdmissionPolicy;
import io.operatormetrics.it.roles.AdmissionPolicy.Rule;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.ObjectEvents;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is deleted when it is not wanted any more, and what is not since somebody else keeps it. */
@RealCluster
class DeletionsIT {

    private static final String CA = "operator/Secret/tigera-ca-private";
    private static final String SERVICE_MONITOR = "prometheus/ServiceMonitor/" + Site.SERVICE;

    /** All that {@code render} prints with the settings of a site. */
    private static final String[] RENDERED = {
        "operator/NetworkPolicy/operator-metrics",
        "operator/Role/operator-metrics",
        "operator/RoleBinding/operator-metrics",
        "operator/Service/operator-metrics",
        "prometheus/ConfigMap/operator-metrics-ca-bundle",
        "prometheus/PrometheusRule/operator-metrics",
        SERVICE_MONITOR,
    };

    private static final String[] PAIRS = {
        "operator/Secret/operator-metrics-client-tls",
        "operator/Secret/operator-metrics-tls",
        "prometheus/Secret/operator-metrics-client-tls",
    };

    private static final String[] REFERRED = {
        SERVICE_MONITOR, "operator/Service/operator-metrics", "prometheus/ConfigMap/operator-metrics-ca-bundle",
    };

    @ParameterizedTest(name = "render | kubectl apply --server-side={0}")
    @ValueSource(booleans = {false, true})
    void whatIsKeptFromAFileStaysWithThePairsThatItNeeds(boolean serverSide, KubeCluster cluster) {
        try (Site site = Site.create(cluster, "kept-" + serverSide)) {
            Inventory before;
            try (OperatorProcess operator = site.launcher().run()) {
                before = site.awaitAvailable();
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            kubectl(cluster, site.rendered(site.caPem()), "apply", "--server-side=" + serverSide, "--filename=-");
            try (OperatorProcess operator =
                    site.launcher().set("MONITORING", "never").run()) {
                Within.start()
                        .untilAsserted(() -> assertThat(site.inventory().keys())
                                .doesNotContain("operator/ConfigMap/operator-metrics-objects"));
                assertThat(site.inventory().ours().uids())
                        .containsOnlyKeys(concat(RENDERED, PAIRS, new String[] {CA}))
                        .satisfies(left -> assertThat(before.uids()).containsAllEntriesOf(left));
                operator.awaitLog("servicemonitors.* is not wanted any more but stays: ");
                operator.awaitLog("deleted secrets .*/operator-metrics-ca: present settings do not name it");
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    /** Neither makes anybody a keeper. And the ServiceMonitor goes before what it refers to. */
    @Test
    void aLabelOrAStatusOfSomebodyElseKeepsNothing(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "labelled")) {
            try (OperatorProcess operator = site.launcher().run()) {
                site.awaitAvailable();
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            List.of("servicemonitor/" + Site.SERVICE, "secret/" + Site.CLIENT_SECRET)
                    .forEach(object -> kubectl(
                            cluster, "", "label", object, "team=ours", "--namespace=" + site.prometheusNamespace()));
            try (ObjectEvents events = ObjectEvents.of(site);
                    OperatorProcess operator =
                            site.launcher().set("METRICS_ENABLED", "false").run()) {
                Within.start()
                        .untilAsserted(
                                () -> assertThat(site.inventory().ours().keys()).containsExactly(CA));
                assertThat(events.all().getFirst().key()).isEqualTo(SERVICE_MONITOR);
                assertThat(operator.log())
                        .filteredOn(line -> line.contains(" deleted "))
                        .hasSizeGreaterThan(10)
                        .allMatch(line -> line.matches(".* deleted \\S+ \\S+: \\S.*"));
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    /** It would have Prometheus ask for a key pair that is gone. */
    @ParameterizedTest(name = "{0} of ServiceMonitors is refused with {1}={2}")
    @CsvSource({"UPDATE, METRICS_SCHEME, http", "DELETE, MONITORING, never"})
    void whatAServiceMonitorRefersToStaysWhileThatCannotBe(
            String operation, String setting, String value, KubeCluster cluster) {
        try (Site site = Site.create(cluster, "referred-" + value)) {
            Map<String, String> referred;
            try (OperatorProcess operator = site.launcher().run()) {
                referred = new HashMap<>(site.awaitAvailable().uids());
                referred.keySet().retainAll(List.of(concat(PAIRS, REFERRED)));
                assertThat(referred).hasSize(PAIRS.length + REFERRED.length);
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            Rule rule = new Rule(operation, "servicemonitors", "Forbidden", "monitors are frozen on " + value);
            try (AdmissionPolicy frozen = AdmissionPolicy.create(site, "frozen-monitors-" + value, rule)) {
                awaitInForce(site, rule);
                try (OperatorProcess operator =
                        site.launcher().set(setting, value).run()) {
                    Within.start()
                            .untilAsserted(() -> assertThat(operator.log())
                                    .anyMatch(line -> line.contains("monitors are frozen on " + value)));
                    await().during(Duration.ofSeconds(5))
                            .untilAsserted(
                                    () -> assertThat(site.inventory().uids()).containsAllEntriesOf(referred));
                    frozen.lift();
                    Within.seconds(90)
                            .untilAsserted(
                                    () -> assertThat(site.inventory().keys()).doesNotContain(PAIRS));
                    assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
                }
            }
        }
    }

    /** By a change that has no effect. */
    private static void awaitInForce(Site site, Rule rule) {
        String[] change = rule.operation().equals("DELETE")
                ? new String[] {"delete", "servicemonitor/" + Site.SERVICE}
                : new String[] {"apply", "--server-side", "--validate=false", "--filename=-"};
        String[] where = {
            "--dry-run=server",
            "--namespace=" + site.prometheusNamespace(),
            "--kubeconfig=" + site.account().kubeconfig(),
        };
        String labelled = """
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: %s, labels: {tried: once}}
                """.formatted(Site.SERVICE);
        Within.seconds(30)
                .untilAsserted(() -> assertThat(Command.kubectl(concat(change, where))
                                .run(labelled)
                                .stderr())
                        .contains(rule.message()));
    }

    @Test
    void outsideAClusterNothingIsDeletedNorWrittenWhileSomebodyLeads(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "laptop");
                OperatorProcess operator =
                        site.launcher().set("LEADER_ELECTION", "true").run()) {
            site.awaitAvailable();
            OperatorLauncher laptop = site.launcher()
                    .outsideACluster()
                    .set("METRICS_HOST", "127.0.0.2")
                    .set("HEALTH_HOST", "127.0.0.2");
            try (ObjectEvents events = ObjectEvents.of(site);
                    OperatorProcess off = laptop.set("METRICS_ENABLED", "false").run()) {
                off.awaitLog("outside a cluster nothing is deleted");
                try (OperatorProcess other = laptop.set("METRICS_HOST", "127.0.0.3")
                        .set("HEALTH_HOST", "127.0.0.3")
                        .set("METRICS_SCRAPE_INTERVAL", "7s")
                        .run()) {
                    other.awaitLog("WARN .* nothing is written while Lease .* may be held: another process holds it");
                    await().during(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertThat(events.all()).isEmpty());
                    operator.stop();
                    Within.start()
                            .untilAsserted(() -> assertThat(site.inventory()
                                            .get(SERVICE_MONITOR)
                                            .toString())
                                    .contains("interval=7s"));
                    assertThat(other.log()).noneMatch(line -> line.contains("ERROR"));
                }
                assertThat(events.all()).noneMatch(event -> event.action() == Watcher.Action.DELETED);
            }
        }
    }

    private static void kubectl(KubeCluster cluster, String stdin, String... arguments) {
        Command.kubectl(concat(new String[] {"--kubeconfig=" + cluster.adminKubeconfig()}, arguments))
                .run(stdin)
                .out();
    }

    private static String[] concat(String[]... some) {
        return Stream.of(some).flatMap(Stream::of).toArray(String[]::new);
    }
}
