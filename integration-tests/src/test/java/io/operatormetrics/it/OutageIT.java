package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.PrometheusOperator;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What Prometheus scrapes by the Prometheus Operator's configuration, while pairs, the CA and parts of the cluster go and come back. */
@RealCluster
class OutageIT {

    private static final String SERVER_PAIR = "operator/Secret/" + Site.SERVER_SECRET;
    private static final String CLIENT_PAIR = "operator/Secret/" + Site.CLIENT_SECRET;
    private static final String COPY = "prometheus/Secret/" + Site.CLIENT_SECRET;
    private static final String CA = "operator/Secret/tigera-ca-private";
    private static final String RECORD = "operator/Secret/operator-metrics-ca";

    /** In base64, as Secrets hold it. */
    private static final String SETTLED = "U2V0dGxlZA==";

    /** A machine that stands still for a second is no failed scrape. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Within it the Prometheus Operator comes back. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    @Test
    void noScrapeFails(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "outage");
                OperatorProcess program = site.podLauncher()
                        .set("METRICS_CA_OVERLAP", OVERLAP.toSeconds() + "s")
                        .set("METRICS_SCRAPE_INTERVAL", INTERVAL.toSeconds() + "s")
                        .set("METRICS_SCRAPE_TIMEOUT", INTERVAL.toSeconds() + "s")
                        .run();
                ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
            site.createPod();
            Within.start()
                    .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                            .as(prometheus.lastError())
                            .containsExactly(1.0));
            Instant begun = Instant.now();

            List.of(SERVER_PAIR, COPY, CLIENT_PAIR).forEach(pair -> isBack(site, pair));
            scrapes(prometheus, 2);

            cluster.killApiServer();
            try {
                scrapes(prometheus, 4);
            } finally {
                // The next classes need it, whatever came of this one.
                cluster.startApiServer();
            }
            isBack(site, CLIENT_PAIR);

            // What was issued less than a minute ago is put back as it was.
            Within.seconds(60).until(() -> Instant.now().isAfter(begun.plusSeconds(61)));
            PrometheusOperator operator = cluster.prometheusOperator();
            String previous = certificate(site, CA);
            operator.kill();
            try {
                List.of(SERVER_PAIR, CLIENT_PAIR).forEach(pair -> isReplaced(site, pair));
                scrapes(prometheus, 3);
                isReplaced(site, CA);
                scrapes(prometheus, 2);
            } finally {
                operator.start();
            }
            isMounted(prometheus, certificate(site, CA));
            Within.seconds((int) OVERLAP.toSeconds() * 4)
                    .until(() -> site.inventory().get(RECORD).toString().contains(SETTLED));
            isMounted(prometheus, certificate(site, COPY));
            Within.seconds(20).until(() -> !prometheus.mounts(previous));
            scrapes(prometheus, 2);

            long seconds = Duration.between(begun, Instant.now()).toSeconds();
            assertThat(prometheus.value("min_over_time(up[%ds])".formatted(seconds)))
                    .as(prometheus.lastError())
                    .isEqualTo(1);
            assertThat(prometheus.value("count_over_time(up[%ds])".formatted(seconds)))
                    .as("scrapes in %d seconds", seconds)
                    .isGreaterThanOrEqualTo(seconds / (double) INTERVAL.toSeconds() - 1);
            assertThat(program.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** Deletes it; returns when it is there again. */
    private static void isBack(Site site, String secret) {
        GenericKubernetesResource deleted = site.inventory().get(secret);
        site.cluster().admin().resource(deleted).delete();
        Within.start()
                .untilAsserted(() -> assertThat(site.inventory().uids())
                        .containsKey(secret)
                        .doesNotContainValue(deleted.getMetadata().getUid()));
    }

    /** The same, with another certificate. */
    private static void isReplaced(Site site, String secret) {
        String certificate = certificate(site, secret);
        isBack(site, secret);
        assertThat(certificate(site, secret)).isNotEqualTo(certificate);
    }

    private static String certificate(Site site, String secret) {
        String data = site.inventory().get(secret).get("data", "tls.crt");
        return new String(Base64.getDecoder().decode(data), UTF_8);
    }

    private static void isMounted(ScrapingPrometheus prometheus, String certificate) {
        Within.seconds(30).until(() -> prometheus.mounts(certificate));
    }

    /** Waits for so many more. */
    private static void scrapes(ScrapingPrometheus prometheus, int more) {
        double last = prometheus.value("timestamp(up)");
        Within.start().until(() -> prometheus.value("timestamp(up)") > last + more * INTERVAL.toSeconds() - 1);
    }
}
