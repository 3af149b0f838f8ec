package io.operatormetrics.it;

import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Condition;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The program finds out by itself whether Prometheus would be served, with the pair that the cluster holds for it. */
@RealCluster
class SelfCheckIT {

    private static final String GAUGE = "metrics_server_self_check_success";

    private final KubeCluster cluster;

    SelfCheckIT(KubeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void tellsWhetherThePairInTheClusterIsServed() {
        TestPki another = TestPki.create("another-ca");
        try (ScrapedOperator operator = ScrapedOperator.start(launcher())) {
            awaitGauge(operator, OptionalDouble.empty());

            put(operator.pki().client("prometheus"));
            awaitGauge(operator, OptionalDouble.of(1));
            assertThat(operator.process().awaitLog("self-check: .* is served"))
                    .contains("operator-metrics.operator-metrics.svc.cluster.local");

            put(another.client("prometheus"));
            awaitGauge(operator, OptionalDouble.of(0));
            operator.process().awaitLog("self-check: .* not served: .*unknown_ca");

            // The other side may change as well: now that CA is trusted too.
            operator.tls().swap(operator.pki().server(), operator.pki().caPem() + another.caPem());
            awaitGauge(operator, OptionalDouble.of(1));
        }
    }

    @Test
    void findsTheNameThatTheCertificateLacks() {
        OperatorLauncher renamed = launcher()
                .set("METRICS_SERVICE_NAME", "renamed")
                .set("METRICS_CLIENT_TLS_SECRET", "operator-metrics-client-tls");
        try (ScrapedOperator operator = ScrapedOperator.start(renamed)) {
            put(operator.pki().client("prometheus"));

            awaitGauge(operator, OptionalDouble.of(0));
            operator.process().awaitLog("self-check: .* called renamed\\.operator-metrics\\.svc: ");
        }
    }

    /** The pair that is issued for Prometheus carries its own name, and no other check compares that with who is let in. */
    @Test
    void statusSaysWhatOnlyAConnectionFindsOut() {
        Site site = Site.create(cluster, "self-check");
        OperatorLauncher strict = site.launcher().set("METRICS_CLIENT_ALLOWED_NAMES", "somebody-else");
        try (site;
                OperatorProcess operator = strict.run()) {
            operator.awaitLog("self-check: .* not served: ");

            Within.seconds(20).untilAsserted(() -> {
                Condition degraded = site.condition("Degraded");
                assertThat(degraded.status()).isEqualTo("True");
                assertThat(degraded.reason()).isEqualTo("SelfCheckFailed");
                assertThat(degraded.message())
                        .contains("called operator-metrics, operator-metrics." + site.operatorNamespace());
            });
        }
    }

    @AfterEach
    void startTheNextWithNothing() {
        cluster.objects().deleteAll();
    }

    private OperatorLauncher launcher() {
        return OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig());
    }

    private void put(Identity prometheus) {
        cluster.objects().put(Kinds.pairOfPrometheus(prometheus.certificatePem(), prometheus.keyPem()));
    }

    private static void awaitGauge(ScrapedOperator operator, OptionalDouble value) {
        await().untilAsserted(() -> assertThat(operator.scrape().value(GAUGE)).isEqualTo(value));
    }
}
