package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
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
import java.time.Instant;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates from issue to rotation, under a CA that was there before and has a name of its own, while Prometheus scrapes. */
@RealCluster
class CertificateLifeIT {

    /** Two thirds of it must be enough for all that starts. */
    private static final Duration LIFE = Duration.ofSeconds(45);

    @Test
    void aPairThatFallsDueIsRotatedWithoutAFailedScrape(KubeCluster cluster) throws IOException {
        TestPki corporate = TestPki.create("O=Foo, CN=Bar", Duration.ofDays(3650));
        try (Site site = Site.create(cluster, "rotation");
                // Before that life begins.
                ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
            Instant end = Instant.now().plus(LIFE);
            Identity shortServer = corporate.server(site.dnsNames(), LIFE);
            Identity shortClient = corporate.client(Site.CLIENT_SECRET, LIFE);
            site.createPod();
            GoOperator.at(site).createCa(corporate);
            // Issued by us some time ago, and due when two thirds of their life are over.
            putIssued(site, Site.SERVER_SECRET, shortServer);
            putIssued(site, Site.CLIENT_SECRET, shortClient);
            // A machine that stands still for a second is no failed scrape.
            OperatorLauncher launcher =
                    site.podLauncher().set("METRICS_SCRAPE_INTERVAL", "5s").set("METRICS_SCRAPE_TIMEOUT", "5s");
            try (OperatorProcess operator = launcher.run();
                    FreshConnections fresh =
                            FreshConnections.to(operator.metrics(), corporate.client("any"), corporate)) {
                Within.start().until(() -> fresh.certificates().contains(shortServer.serial()));
                int failed = fresh.failures().size();
                Within.start()
                        .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                                .as(prometheus.lastError())
                                .containsExactly(1.0));
                Instant scraped = Instant.now();

                Within.start().until(() -> fresh.certificates().size() == 2);
                assertThat(Instant.now()).as("in time").isBefore(end);
                Within.seconds(20)
                        .until(() -> !site.inventory()
                                .get("prometheus/Secret/" + Site.CLIENT_SECRET)
                                .toString()
                                .contains(shortClient.keyHash()));

                // Once more after the first pair has ended.
                Within.start().until(() -> prometheus.value("timestamp(up)") > end.getEpochSecond() + 1);
                assertThat(prometheus.value("min_over_time(up[%ds])"
                                .formatted(
                                        Duration.between(scraped, Instant.now()).toSeconds())))
                        .as(prometheus.lastError())
                        .isEqualTo(1);
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
