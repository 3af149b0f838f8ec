package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody can say that it works before somebody scrapes. */
@RealCluster
class FirstScrapeIT {

    @Test
    void isAwaitedWithoutTakingBackWhatWasSaidBefore(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "first-scrape")) {
            try (OperatorProcess operator = site.launcher().run()) {
                awaits(site);
                assertThat(site.condition("Available").status()).isEqualTo("Unknown");
                assertThat(site.condition("Degraded").status()).isEqualTo("False");

                // Neither counts: somebody on the node, and somebody who does not scrape.
                site.scraper("127.0.0.1").head();
                site.reconcileAgain(2, site.scraper("127.0.0.1").fromLoopback());
                assertThat(site.condition("Available").status()).isEqualTo("Unknown");

                site.scraper("127.0.0.1").scrape();
                Within.request(5, () -> {
                    assertThat(site.condition("Available").status()).isEqualTo("True");
                    assertThat(site.condition("Progressing").status()).isEqualTo("False");
                });
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            try (OperatorProcess operator = site.launcher().run()) {
                awaits(site);
                assertThat(site.condition("Available").isTrue()).isTrue();
                site.awaitAvailable();
                assertThat(site.condition("Available").isTrue()).isTrue();
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    private static void awaits(Site site) {
        Within.start().untilAsserted(() -> {
            assertThat(site.condition("Progressing").status())
                    .as(site.status().toString())
                    .isEqualTo("True");
            assertThat(site.condition("Progressing").reason()).isEqualTo("AwaitingFirstScrape");
            assertThat(site.condition("Progressing").message()).contains("first scrape of pod ");
        });
    }
}
