package io.operatormetrics.it;

import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.roles.FullPriorityLevel;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Scraper;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An API server that has no room for our account (API priority and fairness) and answers its requests with 429 and Retry-After. */
@RealCluster
class OverloadIT {

    private static final String REQUESTS = "tigera_operator_kube_requests_total";

    /** Every few seconds one of each thing that is listed, once the server has asked for more than its first second. */
    private static final int FEW = 60;

    @Test
    void aStartIsNotReadySaysWhyAndComesToItOnceThereIsRoom(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "overload-start");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                FullPriorityLevel full = FullPriorityLevel.at(site);
                ScrapedOperator operator =
                        ScrapedOperator.start(site.launcher(proxy).set("MONITORING", "never"))) {
            await().pollDelay(Duration.ofSeconds(25))
                    .atMost(Duration.ofSeconds(50))
                    .untilAsserted(() -> {
                        assertThat(operator.scrape()
                                        .value("tigera_operator_collector_up", "collector", "tls_certificate"))
                                .hasValue(0);
                        assertThat(status(operator.process(), "/readyz")).isEqualTo(503);
                        assertThat(status(operator.process(), "/livez")).isEqualTo(200);
                    });
            assertThat(refused(operator)).isBetween(2.0, (double) FEW);
            operator.process().awaitLog("WARN .*cannot watch: 429 Too many requests");
            full.release();

            Within.seconds(45)
                    .untilAsserted(() -> assertThat(operator.scrape().named("tigera_operator_collector_up"))
                            .hasSize(4)
                            .allSatisfy(
                                    collector -> assertThat(collector.value()).isOne()));
            operator.process().awaitReady();
        }
    }

    @Test
    void watchesGoOnAndWritesAreDoneOnceThereIsRoom(KubeCluster cluster) throws IOException {
        Instant expiry = Instant.parse("2031-01-01T00:00:00Z");
        try (Site site = Site.create(cluster, "overload-later");
                OperatorProcess operator =
                        site.launcher().set("LEADER_ELECTION", "true").run()) {
            Inventory before = site.awaitAvailable().ours();
            String service = "operator/Service/operator-metrics";
            try (FullPriorityLevel full = FullPriorityLevel.at(site)) {
                cluster.objects().put(Kinds.certificate("default", "one", "expiry", expiry.toString()));
                Scraper scraper = site.scraper("127.0.0.1");
                Within.seconds(10)
                        .untilAsserted(() -> assertThat(scraper.certificatesThatEndAt(expiry))
                                .isOne());
                assertThat(scraper.scrape().named("tigera_operator_collector_up"))
                        .hasSize(4)
                        .allSatisfy(collector -> assertThat(collector.value()).isOne());
                site.edit(
                        before.get(service),
                        "[{\"op\": \"replace\", \"path\": \"/spec/selector/k8s-app\", \"value\": \"another\"}]");
                // Nobody may know that it is leader then: it can renew nothing.
                operator.awaitLog("cannot hold or observe Lease .*: 429 Too many requests");
                operator.awaitLog("no longer leading");
                full.release();
            }
            Within.seconds(45)
                    .untilAsserted(() -> assertThat(site.inventory().contents().get(service))
                            .isEqualTo(before.contents().get(service)));
            site.awaitAvailable();
        }
    }

    private static double refused(ScrapedOperator operator) {
        return operator.scrape().named(REQUESTS).stream()
                .filter(sample -> sample.labels().get("code").equals("429"))
                .mapToDouble(Sample::value)
                .sum();
    }

    private static int status(OperatorProcess operator, String probe) {
        try (MetricsClient client = operator.probe(probe)) {
            return client.get("").statusCode();
        }
    }
}
