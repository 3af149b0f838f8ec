package io.operatormetrics.it;

import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.Identity;
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

import static org.assertj.core.api.Assertions.assertThat;

/** Another CA in the Secret, while Prometheus scrapes two replicas and one of them, which leads, is restarted. */
@RealCluster
class CaChangeIT {

    private static final String RECORD = "operator/Secret/operator-metrics-ca";

    /** In base64, as Secrets hold it. */
    private static final String SETTLED = "U2V0dGxlZA==";

    @Test
    void noScrapeFailsAndThenClientsOfThePreviousCaAreRefused(KubeCluster cluster) throws IOException {
        TestPki previous = TestPki.create("tigera-operator-signer");
        TestPki present = TestPki.create("tigera-operator-signer");
        Identity previousClient = previous.client("prometheus");
        try (Site site = Site.create(cluster, "ca-change")) {
            site.createPod();
            site.createSecondPod("replica");
            GoOperator.at(site).createCa(previous);
            OperatorLauncher launcher = site.launcher()
                    .set("METRICS_HOST", Site.POD)
                    .set("LEADER_ELECTION", "true")
                    // Or our program could create a CA before the new one is in place.
                    .set("METRICS_CREATE_CA", "false")
                    .set("METRICS_CA_OVERLAP", "10s")
                    // A machine that stands still for a second is no failed scrape.
                    .set("METRICS_SCRAPE_INTERVAL", "5s")
                    .set("METRICS_SCRAPE_TIMEOUT", "5s");
            OperatorProcess leader = launcher.run();
            try (OperatorProcess replica = launcher.set("METRICS_HOST", Site.SECOND_LISTENS)
                            .set("HEALTH_HOST", Site.SECOND_LISTENS)
                            .run();
                    ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
                Within.start()
                        .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                                .as(prometheus.lastError())
                                .containsExactly(1.0, 1.0));
                Instant scraped = Instant.now();

                cluster.admin()
                        .resource(site.inventory().get("operator/Secret/tigera-ca-private"))
                        .delete();
                GoOperator.at(site).createCa(present);
                Within.seconds(20)
                        .until(() -> site.inventory().get(RECORD).toString().contains("previous-cas.crt"));
                leader.stop();
                leader = launcher.run();

                // New certificates, and clients of the previous CA still welcome.
                try (FreshConnections old = FreshConnections.to(replica.metrics(), previousClient, present)) {
                    Within.seconds(20).until(() -> old.scrapes() > 0);
                }
                Within.start()
                        .until(() -> site.inventory().get(RECORD).toString().contains(SETTLED));
                try (FreshConnections old = FreshConnections.to(replica.metrics(), previousClient, present)) {
                    Within.request(5, () -> assertThat(old.failuresInARow()).isGreaterThan(2));
                }
                Within.seconds(20)
                        .untilAsserted(() -> assertThat(site.inventory()
                                        .get("prometheus/ConfigMap/operator-metrics-ca-bundle")
                                        .toString())
                                .contains(body(present))
                                .doesNotContain(body(previous)));
                assertThat(prometheus.value("min_over_time(up{pod='replica'}[%ds])"
                                .formatted(
                                        Duration.between(scraped, Instant.now()).toSeconds())))
                        .as(prometheus.lastError())
                        .isEqualTo(1);
            } finally {
                leader.close();
            }
        }
    }

    /** A line of its PEM that no other certificate has. */
    private static String body(TestPki pki) {
        return pki.caPem().lines().skip(4).findFirst().orElseThrow();
    }
}
