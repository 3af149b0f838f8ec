package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.harness.TlsFolder;
import io.operatormetrics.it.roles.ProcessFigures;
import io.operatormetrics.it.roles.Strangers;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Half an hour of everything at once: 10,000 objects of which many change, a new server pair each minute, strangers on both ports, clients that
 * scrape protobuf together, and beside them one honest Prometheus and one kubelet. Run by {@code bin/soak}, not by {@code bin/test}.
 */
class Soak {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 30));
    private static final int OBJECTS = 10_000;
    private static final int NAMESPACES = 100;
    private static final Duration ROTATION = Duration.ofMinutes(1);
    private static final Duration CHANGE = Duration.ofMillis(50);
    private static final Duration SCRAPE = Duration.ofSeconds(1);
    private static final Duration WINDOW = LENGTH.dividedBy(6);

    /** Of the last third compared with the one before it. The first is that of the start. */
    private static final double RSS_MAY_GROW_BY = 1.10;

    private static final int AT_REST_MORE = 10;

    private final TestPki pki = TestPki.create("soak");
    private final Identity prometheus = pki.client("prometheus");
    private final List<Long> scrapeNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    /** What one window was like. */
    private record Row(ProcessFigures figures, double p50Millis, double p99Millis, int scrapes) {}

    @Test
    void staysAsItIs() throws Exception {
        try (KubeCluster cluster = KubeCluster.start();
                TlsFolder tls = TlsFolder.of(pki.server(), pki.caPem())) {
            createObjects(cluster);
            try (OperatorProcess operator = OperatorLauncher.with(
                            OperatorAccount.shipped(cluster).kubeconfig())
                    .tls(tls)
                    .run()) {
                operator.awaitReady();
                ProcessFigures atRest = ProcessFigures.of(operator.pid());
                List<Row> rows = run(cluster, operator, tls);
                rows.forEach(Soak::print);
                SoftAssertions soft = new SoftAssertions();
                check(soft, rows);
                await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                    ProcessFigures after = ProcessFigures.of(operator.pid());
                    assertThat(after.files())
                            .as("files and connections left")
                            .isLessThan(atRest.files() + AT_REST_MORE);
                    assertThat(after.threads()).as("threads left").isLessThan(atRest.threads() + AT_REST_MORE);
                });
                soft.assertThat(operator.log()).noneMatch(line -> line.contains(" ERROR "));
                soft.assertAll();
            }
        }
    }

    private void createObjects(KubeCluster cluster) throws Exception {
        KubernetesClient admin = cluster.admin();
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            for (int n = 0; n < NAMESPACES; n++) {
                admin.resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("soak-" + n)
                                .endMetadata()
                                .build())
                        .create();
            }
            List<Future<?>> written = new ArrayList<>();
            for (int n = 0; n < OBJECTS; n++) {
                int number = n;
                written.add(writers.submit(() -> write(admin, number)));
            }
            for (Future<?> one : written) {
                one.get();
            }
        }
    }

    private static void write(KubernetesClient admin, int number) {
        String expiry = Instant.parse("2030-01-01T00:00:00Z")
                .plusSeconds(ThreadLocalRandom.current().nextInt(1_000_000))
                .toString();
        admin.resource(Kinds.certificate(
                        "soak-" + number % NAMESPACES, "secret-" + number, "expiry", expiry, "issuer", "soak"))
                .createOr(existing -> existing.update());
    }

    private List<Row> run(KubeCluster cluster, OperatorProcess operator, TlsFolder tls) throws Exception {
        URI health = operator.health();
        List<Row> rows = new ArrayList<>();
        try (ScheduledExecutorService timer = Executors.newScheduledThreadPool(8);
                Strangers onMetrics = Strangers.silent(operator.metrics(), 512);
                Strangers onHealth = Strangers.silent(health, 512);
                MetricsClient kept = operator.client(prometheus, pki.ca());
                MetricsClient together = operator.client(prometheus, pki.ca())) {
            repeat(timer, ROTATION, () -> tls.swap(pki.server(), pki.caPem()));
            repeat(timer, CHANGE, () -> {
                write(cluster.admin(), ThreadLocalRandom.current().nextInt(OBJECTS));
                changes.incrementAndGet();
            });
            repeat(timer, SCRAPE, () -> scrape(kept));
            repeat(timer, SCRAPE, () -> {
                try (MetricsClient fresh = operator.client(prometheus, pki.ca())) {
                    scrape(fresh);
                }
            });
            repeat(timer, SCRAPE, () -> {
                try (MetricsClient probe = operator.probe("/livez")) {
                    assertThat(probe.get("").statusCode()).isEqualTo(200);
                    probes.incrementAndGet();
                }
            });
            for (int client = 0; client < 4; client++) {
                repeat(timer, Duration.ofSeconds(5), () -> together.getBytes("", "Accept", Strangers.PROTOBUF));
            }
            for (Instant end = Instant.now().plus(LENGTH); Instant.now().isBefore(end); ) {
                Thread.sleep(WINDOW);
                rows.add(row(operator));
            }
            timer.shutdownNow();
            assertThat(onMetrics.connections() + onHealth.connections())
                    .as("strangers were there")
                    .isGreaterThan(2 * 512);
        }
        return rows;
    }

    private void repeat(ScheduledExecutorService timer, Duration pause, Runnable task) {
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | AssertionError failed) {
                        if (!timer.isShutdown()) {
                            failures.add(Instant.now() + " " + failed);
                        }
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void scrape(MetricsClient client) {
        long begun = System.nanoTime();
        HttpResponse<byte[]> answer = client.getBytes("", "Accept-Encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(200);
        scrapeNanos.add(System.nanoTime() - begun);
    }

    private Row row(OperatorProcess operator) throws Exception {
        List<Long> nanos;
        synchronized (scrapeNanos) {
            nanos = scrapeNanos.stream().sorted().toList();
            scrapeNanos.clear();
        }
        return new Row(ProcessFigures.of(operator.pid()), millis(nanos, 0.50), millis(nanos, 0.99), nanos.size());
    }

    private static double millis(List<Long> sorted, double quantile) {
        return sorted.get((int) (quantile * (sorted.size() - 1))) / 1e6;
    }

    private static void print(Row row) {
        System.out.printf(
                "soak: RSS %d MiB, %d threads, %d files, %d scrapes, p50 %.0f ms, p99 %.0f ms%n",
                row.figures.rssMiB(),
                row.figures.threads(),
                row.figures.files(),
                row.scrapes,
                row.p50Millis,
                row.p99Millis);
    }

    private void check(SoftAssertions soft, List<Row> rows) {
        int third = rows.size() / 3;
        List<Row> middle = rows.subList(third, 2 * third);
        List<Row> last = rows.subList(2 * third, rows.size());
        soft.assertThat(mostRss(last)).as("RSS, MiB").isLessThanOrEqualTo(mostRss(middle) * RSS_MAY_GROW_BY);
        // Two noisy cores that a dozen clients share: a scrape that grows with time would do so by much more.
        soft.assertThat(p99(last)).as("p99 of an honest scrape, ms").isLessThan(2 * p99(middle));
        int asked = rows.stream().mapToInt(Row::scrapes).sum() + probes.get();
        soft.assertThat(asked).isPositive();
        soft.assertThat(changes).hasPositiveValue();
        soft.assertThat(failures.size())
                .as(
                        "failed of %d scrapes and probes: %s",
                        asked, failures.stream().limit(20).toList())
                .isLessThanOrEqualTo(asked / 1000);
    }

    private static double mostRss(List<Row> rows) {
        return rows.stream().mapToLong(row -> row.figures.rssMiB()).max().orElseThrow();
    }

    private static double p99(List<Row> rows) {
        return rows.stream().mapToDouble(Row::p99Millis).max().orElseThrow();
    }
}
