package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates from issue to rotation, under a CA that was there before and has a name of its own, while Prometheus scrapes. */
@RealCluster
class CertificateLifeIT {

    @Test
    void aPairThatFallsDueIsRotatedWithoutAFailedScrape(KubeCluster cluster) throws IOException {
        TestPki corporate = TestPki.create("O=Foo, CN=Bar", Duration.ofDays(3650));
        try (Site site = Site.create(cluster, "rotation")) {
            Identity shortServer = corporate.server(site.dnsNames(), Duration.ofSeconds(24));
            Identity shortClient = corporate.client(Site.CLIENT_SECRET, Duration.ofSeconds(24));
            site.createPod("127.0.0.1");
            GoOperator.at(site).createCa(corporate);
            // Issued by us some time ago, and due when two thirds of their life are over.
            putIssued(site, Site.SERVER_SECRET, shortServer);
            putIssued(site, Site.CLIENT_SECRET, shortClient);
            try (OperatorProcess operator = site.launcher().run();
                    ScrapingPrometheus prometheus = ScrapingPrometheus.start(site);
                    FreshConnections fresh =
                            FreshConnections.to(operator.metrics(), corporate.client("any"), corporate)) {
                Within.seconds(10).until(() -> fresh.certificates().contains(shortServer.serial()));
                int failed = fresh.failures().size();
                Within.seconds(10)
                        .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                                .as(prometheus.lastError())
                                .containsExactly(1.0));

                Within.seconds(20).until(() -> fresh.certificates().size() == 2);
                Within.seconds(20)
                        .until(() -> !site.inventory()
                                .get("prometheus/Secret/" + Site.CLIENT_SECRET)
                                .toString()
                                .contains(shortClient.keyHash()));

                // Longer than the first pair lives.
                Within.seconds(25).until(() -> prometheus.value("count_over_time(up[1m])") > 20);
                assertThat(prometheus.value("min_over_time(up[20s])")).isEqualTo(1);
                assertThat(fresh.failures()).hasSize(failed);
                assertThat(site.inventory()
                                .get("operator/Secret/" + Site.SERVER_SECRET)
                                .getMetadata()
                                .getLabels())
                        .containsEntry("certificates.operator.tigera.io/signer", "O-Foo--CN-Bar");
            }
        }
    }

    /** A pair as if our program had issued it: applied by its manager, with its mark. */
    private static void putIssued(Site site, String name, Identity pair) {
        GenericKubernetesResource secret = Kinds.keyPair(
                site.operatorNamespace(), name, Map.of("tls.crt", pair.certificatePem(), "tls.key", pair.keyPem()));
        secret.getMetadata().setAnnotations(Map.of("operator-metrics/issued-key-sha256", pair.keyHash()));
        site.cluster()
                .admin()
                .resource(secret)
                .fieldManager(Site.SERVICE)
                .forceConflicts()
                .serverSideApply();
    }
}
