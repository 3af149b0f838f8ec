package io.operatormetrics.it;

import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Condition;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is said of a Prometheus that is gone, or never was. The five minutes are real ones, which this class spends waiting while others run;
 * whatever can happen in them is in one test for that reason.
 */
@RealCluster
class NotScrapedIT {

    private static final TestPki PKI = TestPki.create("tigera-operator-signer@1700000000");
    private static final String UPSTREAM = "tigera-operator-metrics";

    @Test
    void isReportedAfterFiveMinutesAndNotBefore(KubeCluster cluster) {
        try (Site scraped = Site.create(cluster, "scraped");
                Site never = besideTheGoOperator(cluster);
                OperatorProcess _ = never.launcher()
                        .set("METRICS_SERVICE_NAME", UPSTREAM)
                        .set("STATUS_NAME", UPSTREAM)
                        .run()) {
            Instant started = Instant.now();
            OperatorProcess leader =
                    scraped.launcher().set("LEADER_ELECTION", "true").run();
            try (leader;
                    OperatorProcess standby = scraped.launcher()
                            .set("LEADER_ELECTION", "true")
                            .set("METRICS_HOST", "127.0.0.2")
                            .set("HEALTH_HOST", "127.0.0.2")
                            .run()) {
                scraped.awaitAvailable();
                scraped.scraper("127.0.0.1").scrape();
                scraped.scraper("127.0.0.2").awaitServed();
                Instant last = Instant.now();
                // The second Prometheus of a pair goes on for a while; then that one is gone too.
                scraped.scraper("127.0.0.2").scrape();
                Written before = Written.of(scraped);

                leader.stop();
                await("four minutes without a scrape")
                        .atMost(Duration.ofMinutes(5))
                        .until(() -> Instant.now().isAfter(last.plus(Duration.ofMinutes(4))));
                assertThat(Written.of(scraped))
                        .as("of another leader, meanwhile")
                        .isEqualTo(before);

                Within.seconds(90).untilAsserted(() -> isNotScraped(scraped.status()));
                assertThat(Instant.now()).isAfter(last.plus(Duration.ofMinutes(5)));
                assertThat(scraped.condition("Available").message())
                        .contains("there is no Prometheus object in the cluster");
                assertThat(standby.log()).noneMatch(line -> line.contains("ERROR"));

                saysWhichSelectorsItIs(cluster, scraped);
                scraped.scraper("127.0.0.2").scrape();
                Within.demand(
                        5,
                        () -> assertThat(scraped.condition("Available").status())
                                .isEqualTo("True"));
            }
            // Since long by now.
            Within.seconds(90).untilAsserted(() -> isNotScraped(status(never)));
            assertThat(Instant.now()).isAfter(started.plus(Duration.ofMinutes(5)));
            assertThat(status(never).get("Available").message())
                    .contains("has answered no scrape since it started (limit 5m)")
                    .contains("Service " + never.operatorNamespace() + "/" + UPSTREAM
                            + " is somebody else's and selects the pods with k8s-app=tigera-operator, not ours");
        }
    }

    private static Site besideTheGoOperator(KubeCluster cluster) {
        Site site = Site.create(cluster, "never-scraped");
        site.rights().addNames(Map.of(Site.SERVICE, UPSTREAM));
        GoOperator.at(site).createAll(PKI);
        return site;
    }

    private static void saysWhichSelectorsItIs(KubeCluster cluster, Site site) {
        cluster.objects()
                .put(Kinds.prometheus(
                        site.prometheusNamespace(),
                        "k8s",
                        Map.of("serviceMonitorSelector", Map.of("matchLabels", Map.of("release", "kps")))));
        Within.demand(
                5,
                () -> assertThat(site.condition("Available").message())
                        .contains("Prometheus " + site.prometheusNamespace()
                                + "/k8s does not: its serviceMonitorSelector wants release=kps"));
    }

    private static void isNotScraped(SortedMap<String, Condition> status) {
        assertThat(status).containsKey("Available");
        Condition available = status.get("Available");
        assertThat(available.status()).as(status.toString()).isEqualTo("False");
        assertThat(available.reason()).isEqualTo("NotScraped");
        assertThat(available.message()).contains("pod ");
        assertThat(status.get("Progressing").message()).doesNotContain("first scrape");
    }

    private static SortedMap<String, Condition> status(Site site) {
        return Condition.of(site.inventory().get("TigeraStatus/" + UPSTREAM));
    }

    /** The status as it was written last. */
    private record Written(String version, SortedMap<String, Condition> conditions) {
        static Written of(Site site) {
            return new Written(site.inventory().versions().get("TigeraStatus/operator-metrics"), site.status());
        }
    }
}
