package io.operatormetrics.it;

import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OpenSsl;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.Prometheus;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.harness.TlsFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** TLS material in files that come, change and go under a running program. */
@RealCluster
class FileReloadIT {

    private static OperatorLauncher launcher;
    private static ScrapedOperator operator;

    @BeforeAll
    static void start(KubeCluster cluster) {
        launcher = OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig());
        operator = ScrapedOperator.start(launcher);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @Test
    void isNotReadyAndRefusesUntilTheFilesAreThere() {
        TestPki pki = TestPki.create("late-ca");
        Identity server = pki.server();
        try (TlsFolder tls = TlsFolder.empty();
                OperatorProcess late = launcher.tls(tls).run();
                MetricsClient ready = late.probe("/readyz")) {
            assertThat(late.awaitLog(tls.certificate().toString())).contains("no such file");
            await().untilAsserted(() -> assertThat(ready.get("").body())
                    .contains("server certificate: missing\n")
                    .doesNotContain(tls.certificate().toString(), "tls.crt"));
            assertThat(ready.get("").statusCode()).isEqualTo(503);
            assertThat(OpenSsl.connect(late.metrics()).served()).isFalse();

            tls.swap(server, pki.caPem());

            await().untilAsserted(() -> assertThat(ready.get("").statusCode()).isEqualTo(200));
            try (MetricsClient client = late.client(pki.client("prometheus"), pki.ca())) {
                assertThat(client.scrape().value("tigera_operator_build_info")).hasValue(1);
            }
        }
    }

    @Test
    void noScrapeFailsWhileThePairIsReplaced() throws Exception {
        Identity client = operator.pki().client("prometheus");
        List<BigInteger> served = new ArrayList<>();
        try (Prometheus prometheus = Prometheus.scraping(
                        operator.process().metrics(), client, operator.pki().caPem(), Duration.ofMillis(100));
                FreshConnections fresh = FreshConnections.to(operator.process().metrics(), client, operator.pki())) {
            await().untilAsserted(() -> assertThat(prometheus.value("sum(up)")).isEqualTo(50));
            for (int i = 0; i < 10; i++) {
                Identity next = operator.pki().server();
                // Another client CA each time as well, beside the one that the scrapers have.
                operator.tls()
                        .swap(
                                next,
                                operator.pki().caPem()
                                        + TestPki.create("added-" + i).caPem());
                served.add(next.serial());
                await().until(() -> fresh.certificates().contains(next.serial()));
            }

            assertThat(fresh.failures()).isEmpty();
            assertThat(fresh.certificates()).containsAll(served);
            await().untilAsserted(() ->
                    assertThat(prometheus.value("sum(count_over_time(up[1m]))")).isGreaterThan(30));
            assertThat(prometheus.value("min(min_over_time(up[1m]))"))
                    .as(prometheus.lastError())
                    .isEqualTo(1);
        }
    }

    @Test
    void clientsAreVerifiedAfterAHundredReloadsAsAtFirst(@TempDir Path folder) {
        Identity.Written stranger =
                TestPki.create("another-ca").client("stranger").writeTo(folder, "stranger");
        Identity first = operator.pki().server();
        Identity second = operator.pki().server();
        double before = reloads("success");

        for (int i = 1; i <= 100; i++) {
            operator.tls().swap(i % 2 == 0 ? first : second, operator.pki().caPem());
            double expected = before + i;
            await().pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> assertThat(reloads("success")).isGreaterThanOrEqualTo(expected));
        }

        assertThat(OpenSsl.connect(operator.process().metrics(), "-tls1_3").alert())
                .hasValue(116);
        assertThat(OpenSsl.connect(operator.process().metrics(), "-tls1_2").alert())
                .hasValue(40);
        OpenSsl.Outcome ofAnotherCa = OpenSsl.connect(
                operator.process().metrics(),
                "-cert",
                stranger.certificate().toString(),
                "-key",
                stranger.key().toString());
        assertThat(ofAnotherCa.alert()).as(ofAnotherCa.output()).hasValue(48);
    }

    @Test
    void servesTheLastGoodSetWhileFilesAreHalfWrittenOrDoNotMatch() {
        Identity good = operator.pki().server();
        Identity other = operator.pki().server();
        String half = other.keyPem().substring(0, other.keyPem().length() / 2);
        operator.tls().swap(good, operator.pki().caPem());
        awaitServed(good);

        rejects(() -> operator.tls().overwrite(operator.tls().key(), half), "tls.key");
        rejects(() -> operator.tls().overwrite(operator.tls().key(), other.keyPem()), "does not match|do not match");
        rejects(() -> operator.tls().swap("", good.keyPem(), operator.pki().caPem()), "tls.crt");
        rejects(() -> operator.tls().swap(good.certificatePem(), good.keyPem(), "no PEM at all"), "ca.crt");
        awaitServed(good);

        operator.tls().swap(other, operator.pki().caPem());
        awaitServed(other);
    }

    private static void rejects(Runnable change, String words) {
        double before = reloads("failure");
        int logged = operator.process().log().size();
        change.run();
        // More than one where it is read in the midst of the change.
        await().untilAsserted(() -> assertThat(reloads("failure")).isGreaterThan(before));
        await().untilAsserted(() -> assertThat(operator.process().log())
                .satisfies(log -> assertThat(log.subList(logged, log.size()))
                        .anySatisfy(line -> assertThat(line).containsPattern(words))));
    }

    /** New connections get that certificate. */
    private static void awaitServed(Identity server) {
        try (FreshConnections fresh = FreshConnections.to(
                operator.process().metrics(), operator.pki().client("prometheus"), operator.pki())) {
            await().until(() -> fresh.certificates().contains(server.serial()));
            assertThat(fresh.failures()).isEmpty();
        }
    }

    private static double reloads(String result) {
        return operator.client()
                .scrapeOnly("metrics_server_tls_reloads_total")
                .value("metrics_server_tls_reloads_total", "result", result)
                .orElse(0);
    }
}
