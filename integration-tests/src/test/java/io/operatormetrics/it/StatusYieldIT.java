package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.OperatorDeployment;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.StatusOverwriter;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Another manager writes the status of our name: its word stands, and ours is said elsewhere. */
@RealCluster
class StatusYieldIT {

    @Test
    void theStatusOfAnotherIsNeverOverwritten(KubeCluster cluster) throws Exception {
        try (Site site = Site.create(cluster, "status-yield");
                OperatorProcess operator = site.launcher().run()) {
            site.awaitAvailable();
            OperatorDeployment deployment = OperatorDeployment.createAt(site);
            StatusOverwriter other = StatusOverwriter.of(site, GoOperator.MANAGER);

            other.write(status(site), "ResourceRenderingError", "tls: private key type");
            String version = version(site);
            site.reconcileAgain(10);

            assertThat(version(site)).isEqualTo(version);
            assertThat(site.condition("Degraded").message()).isEqualTo("tls: private key type");
            operator.awaitLog("TigeraStatus operator-metrics is written by operator and left alone; ours would say:"
                    + " Available=True AllObjectsAvailable");
            Within.seconds(10)
                    .untilAsserted(() -> assertThat(deployment.events())
                            .singleElement()
                            .satisfies(event -> {
                                assertThat(event.getRegarding().getName()).isEqualTo("operator-metrics");
                                assertThat(event.getType()).isEqualTo("Normal");
                                assertThat(event.getNote()).contains("TigeraStatus operator-metrics", "Available=True");
                            }));
            assertThat(readyz(operator)).isEqualTo("""
                            ok
                            operator-metrics Available=True AllObjectsAvailable
                            operator-metrics Progressing=False AllObjectsAvailable
                            operator-metrics Degraded=False AllObjectsAvailable
                            """);
        }
    }

    @Test
    void whatIsWrongIsSaidInEventAndLogWhileTheOtherSaysThatAllIsWell(KubeCluster cluster) throws Exception {
        try (Site site = Site.create(cluster, "status-hidden")) {
            OperatorDeployment deployment = OperatorDeployment.createAt(site);
            StatusOverwriter other = StatusOverwriter.of(site, GoOperator.MANAGER);
            GoOperator.at(site).createAll("""
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: operator-metrics-tls, namespace: %s}
                    stringData: {tls.crt: not a certificate, tls.key: not a key}
                    """.formatted(site.operatorNamespace()));
            try (OperatorProcess operator = site.launcher().run()) {
                Within.start().until(() -> site.condition("Degraded").isTrue());
                String reason = site.condition("Degraded").reason();

                other.write(status(site), "AllObjectsAvailable", "All objects available");

                operator.awaitLog("left alone; ours would say: .*Degraded=True " + reason);
                Within.seconds(10)
                        .untilAsserted(() -> assertThat(deployment.events())
                                .singleElement()
                                .satisfies(event -> {
                                    assertThat(event.getType()).isEqualTo("Warning");
                                    assertThat(event.getReason()).isEqualTo(reason);
                                }));
            }
        }
    }

    @Test
    void theStatusIsOursAgainOnceItIsMadeAnew(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "status-anew");
                OperatorProcess operator = site.launcher().run()) {
            site.awaitAvailable();
            StatusOverwriter.of(site, GoOperator.MANAGER).write(status(site), "Elsewhere", "of another");
            operator.awaitLog("TigeraStatus operator-metrics is written by operator");

            cluster.admin().resource(status(site)).delete();

            site.awaitAvailable();
            assertThat(readyz(operator)).isEqualTo("ok\n");
        }
    }

    /** Made by another operator from the start, as the Go operator makes it. */
    @Test
    void aStatusThatAnotherMadeIsNotTouched(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "status-of-another")) {
            cluster.objects().put(Kinds.tigeraStatus("operator-metrics", "Degraded=True"));
            String version = version(site);
            try (OperatorProcess operator = site.launcher().run()) {
                operator.awaitLog("TigeraStatus operator-metrics is written by .* and left alone; ours would say: .*");
                site.reconcileAgain(3);
                assertThat(version(site)).isEqualTo(version);
            }
        } finally {
            cluster.objects().deleteAll();
        }
    }

    private static GenericKubernetesResource status(Site site) {
        return site.inventory().get("TigeraStatus/operator-metrics");
    }

    private static String version(Site site) {
        return status(site).getMetadata().getResourceVersion();
    }

    private static String readyz(OperatorProcess operator) {
        try (MetricsClient probe = operator.probe("/readyz")) {
            return probe.get("").body();
        }
    }
}
