package io.operatormetrics.it;

import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** Beside the Go operator and others: nothing that somebody else wrote is written. */
@RealCluster
class CoexistenceIT {

    private static final TestPki PKI = TestPki.create("tigera-operator-signer@1700000000");

    @Test
    void besideUpstreamsObjectsBothAreComplete(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "beside")) {
            GoOperator.at(site).createAll(PKI);
            Inventory theirs = site.inventory();
            try (OperatorProcess operator = site.launcher().run()) {
                Within.start()
                        .untilAsserted(() -> assertThat(site.inventory().ours().keys())
                                .contains(
                                        "operator/Secret/operator-metrics-tls",
                                        "operator/Service/operator-metrics",
                                        "prometheus/ConfigMap/operator-metrics-ca-bundle",
                                        "prometheus/NetworkPolicy/calico-system.operator-metrics",
                                        "prometheus/PrometheusRule/operator-metrics",
                                        "prometheus/Secret/operator-metrics-client-tls",
                                        "prometheus/ServiceMonitor/operator-metrics"));
                site.reconcileAgain(100);
                assertThat(site.inventory().versions()).containsAllEntriesOf(theirs.versions());
                // No Prometheus is known to evaluate upstream's rules, so ours are all there.
                assertThat(site.inventory()
                                .get("prometheus/PrometheusRule/operator-metrics")
                                .toString())
                        .contains("TLSCertExpiringCritical", "TLSCertExpiringWarning", "LicenseExpiringCritical");
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            assertThat(site.inventory().versions()).containsAllEntriesOf(theirs.versions());
        }
    }

    @Test
    void objectsOfOthersThatServeAreUsed(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "used")) {
            site.createPod();
            GoOperator others = GoOperator.at(site);
            others.createAll(site.rendered(PKI.caPem()));
            others.createCa(PKI);
            others.createPair(site.operatorNamespace(), Site.SERVER_SECRET, PKI.server(site.dnsNames()));
            Identity client = PKI.client("prometheus");
            others.createPair(site.operatorNamespace(), Site.CLIENT_SECRET, client);
            others.createPair(site.prometheusNamespace(), Site.CLIENT_SECRET, client);
            Inventory theirs = site.inventory();

            try (OperatorProcess operator = site.podLauncher().run();
                    ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
                Within.start()
                        .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                                .as(prometheus.lastError())
                                .containsExactly(1.0));
                Within.start().untilAsserted(() -> {
                    site.scrapeWhereAwaited();
                    assertThat(site.condition("Available").status())
                            .as(site.status().toString())
                            .isEqualTo("True");
                    assertThat(site.condition("Degraded").status())
                            .as(site.status().toString())
                            .isEqualTo("False");
                });
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            assertThat(site.inventory().versions()).containsAllEntriesOf(theirs.versions());
        }
    }

    @Test
    void objectsOfOthersThatDoNotServeAreReportedWithTheirManager(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "reported")) {
            GoOperator others = GoOperator.at(site);
            others.createCa(PKI);
            // As we want them, but for another app: none of them finds or lets through what it should.
            others.createAll(site.rendered(PKI.caPem())
                    .replace("k8s-app: \"operator-metrics\"", "k8s-app: \"another\"")
                    .replace("endpointslices", "nothing")
                    .replace("name: \"prometheus\"", "name: \"another\"")
                    .replace("expr: ", "expr: 1 + "));
            others.createPrometheusPolicy();
            others.createAll("""
                    apiVersion: projectcalico.org/v3
                    kind: NetworkPolicy
                    metadata: {name: calico-system.operator-metrics, namespace: %s}
                    spec: {tier: calico-system, selector: all(), types: [Egress]}
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: operator-metrics-ca, namespace: %s}
                    """.formatted(site.prometheusNamespace(), site.operatorNamespace()));
            Inventory theirs = site.inventory();

            try (OperatorProcess operator = site.launcher().run()) {
                Within.start().untilAsserted(() -> {
                    assertThat(site.condition("Degraded").status())
                            .as(site.status().toString())
                            .isEqualTo("True");
                    assertThat(site.condition("Degraded").message())
                            .contains(
                                    "services ",
                                    "networkpolicies.networking.k8s.io ",
                                    "networkpolicies.projectcalico.org ",
                                    "roles.rbac.authorization.k8s.io ",
                                    "rolebindings.rbac.authorization.k8s.io ",
                                    "servicemonitors.monitoring.coreos.com ",
                                    "prometheusrules.monitoring.coreos.com ",
                                    "secrets " + site.operatorNamespace() + "/operator-metrics-ca ",
                                    "belongs to " + GoOperator.MANAGER);
                });
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            assertThat(site.inventory().versions()).containsAllEntriesOf(theirs.versions());
        }
    }

    @Test
    void aStatusOfAnotherOperatorIsNotWritten(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "status-foreign")) {
            GoOperator.at(site).createAll("""
                    apiVersion: operator.tigera.io/v1
                    kind: TigeraStatus
                    metadata: {name: operator-metrics}
                    """);
            Inventory theirs = site.inventory();
            try (OperatorProcess operator = site.launcher().run()) {
                Within.start()
                        .untilAsserted(() -> assertThat(site.inventory().ours().keys())
                                .contains(
                                        "prometheus/Secret/operator-metrics-client-tls",
                                        "prometheus/ServiceMonitor/operator-metrics"));
                operator.awaitLog(
                        "WARN .* operator-metrics is written by another operator or installation and left alone");
                site.reconcileAgain(2);
            }
            assertThat(site.inventory().versions()).containsAllEntriesOf(theirs.versions());
        }
    }

    @Test
    void aStatusOfAnotherInstallationIsNotWritten(KubeCluster cluster) {
        try (Site first = Site.create(cluster, "first");
                Site second = Site.create(cluster, "second");
                OperatorProcess operator = first.launcher().run()) {
            Inventory before = first.awaitAvailable();

            try (OperatorProcess other = second.launcher().run()) {
                other.awaitLog(
                        "WARN .* operator-metrics is written by another operator or installation and left alone");
                Within.start()
                        .untilAsserted(
                                () -> assertThat(second.inventory().ours().keys())
                                        .contains("prometheus/ServiceMonitor/operator-metrics"));
            }

            assertThat(first.inventory().versions()).containsAllEntriesOf(before.versions());
            assertThat(operator.log()).noneMatch(line -> line.contains("left alone"));
        }
    }
}
