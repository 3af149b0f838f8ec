package io.operatormetrics.it;

import io.operatormetrics.it.harness.FreePort;
import io.operatormetrics.it.harness.HeldScrape;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.roles.LabelledSecrets;
import org.junit.jupiter.api.Test;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Start, probes and end. */
@RealCluster
class LifecycleIT {

    private final KubeCluster cluster;

    LifecycleIT(KubeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void becomesReadyAndEndsWellOnSigterm() {
        try (ScrapedOperator operator = ScrapedOperator.start(launcher());
                MetricsClient ready = operator.process().probe("/readyz");
                MetricsClient live = operator.process().probe("/livez")) {
            await().untilAsserted(() -> assertThat(ready.get("").statusCode()).isEqualTo(200));
            assertThat(live.get("").statusCode()).isEqualTo(200);
            // A scraper that keeps its connection open must not hold up the end.
            Scrape scrape = operator.scrape();
            assertThat(scrape.value("tigera_operator_build_info")).hasValue(1);
            // By this name, which is the JVM's, the program finds what it has collected before that grows
            // (OldGeneration).
            assertThat(scrape.value("jvm_memory_pool_used_bytes", "pool", "Tenured Gen"))
                    .isPresent();

            assertThat(operator.process().stop()).isZero();

            assertThat(operator.process().stdout()).isEmpty();
            assertThat(operator.process().log()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void isNoLongerReadyThenFinishesTheRunningScrapeThenEnds() throws Exception {
        // 4.6 MB, of texts as long as they may be: more than the 4 MiB that Linux keeps of an answer that nobody takes
        // (net.ipv4.tcp_wmem).
        int certificates = 5400;
        try (LabelledSecrets _ = LabelledSecrets.create(cluster, "lifecycle", certificates, "\u4e16".repeat(256));
                ScrapedOperator operator = ScrapedOperator.start(launcher());
                MetricsClient ready = operator.process().probe("/readyz")) {
            await().untilAsserted(() -> assertThat(ready.get("").statusCode()).isEqualTo(200));
            try (HeldScrape scrape = operator.beginScrape()) {
                operator.process().terminate();

                await().untilAsserted(
                                () -> assertThat(ready.get("").statusCode()).isEqualTo(503));
                assertThat(ready.get("").body()).isEqualTo("shutting down\n");
                String body = scrape.rest();

                assertThat(scrape.head())
                        .startsWith("HTTP/1.1 200 OK")
                        .contains("content-length: " + body.getBytes(StandardCharsets.UTF_8).length);
                assertThat(Scrape.parse(body).named("tigera_operator_tls_certificate_expiry_timestamp_seconds"))
                        .hasSizeGreaterThanOrEqualTo(certificates);
            }
            assertThat(operator.process().awaitExit()).isZero();
            assertThat(operator.process().log()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void doesNotListenForScrapesWhenMetricsAreOff() {
        int port = FreePort.find();
        OperatorLauncher launcher =
                launcher().set("METRICS_ENABLED", "false").set("METRICS_PORT", Integer.toString(port));
        try (OperatorProcess operator = launcher.run();
                MetricsClient ready = operator.probe("/readyz")) {
            await().untilAsserted(() -> assertThat(ready.get("").statusCode()).isEqualTo(200));

            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
            assertThat(operator.log()).noneMatch(line -> line.contains("metrics endpoint listening"));
        }
    }

    private OperatorLauncher launcher() {
        return OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig());
    }
}
