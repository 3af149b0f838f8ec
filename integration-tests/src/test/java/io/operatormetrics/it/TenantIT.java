package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Somebody who may write Secrets in one namespace writes very many, and very large ones. {@code -Dtenant.large=1500 -Dtenant.small=20000} is
 * the size of docs/performance.md, and takes minutes to create.
 */
@RealCluster
class TenantIT {

    private static final Logger log = LoggerFactory.getLogger(TenantIT.class);

    private static final String TENANT = "tenant";
    private static final String HONEST = "honest";
    private static final String EXPIRIES = "tigera_operator_tls_certificate_expiry_timestamp_seconds";

    /** Of each kind of large ones. 400 with an annotation that is not read were too many once. */
    private static final int LARGE = Integer.getInteger("tenant.large", 400);

    private static final int SMALL = Integer.getInteger("tenant.small", 2000);
    private static final int LIMIT = 1000;
    private static final int HONEST_ONES = 5;
    private static final int AT_A_TIME = 24;
    private static final long MOST_KIB = 180 << 10;
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Some Secrets that are alike. */
    private record Kind(int count, IntFunction<GenericKubernetesResource> secret) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(HONEST_ONES, number -> certificate(HONEST, "honest-" + number, "CN=honest")),
            new Kind(LARGE, number -> withJunk(certificate(TENANT, "junk-" + number, "CN=tenant"))),
            new Kind(LARGE, number -> certificate(TENANT, "issuer-" + number, number + "i".repeat(200 << 10))),
            new Kind(SMALL, number -> certificate(TENANT, "small-" + number, "CN=tenant-" + number)));

    private static ScrapedOperator operator;

    @BeforeAll
    static void start(KubeCluster cluster) {
        cluster.objects().createNamespace(TENANT);
        cluster.objects().createNamespace(HONEST);
        for (Kind kind : KINDS) {
            inParallel(
                    kind.count(),
                    number -> cluster.admin()
                            .resource(kind.secret().apply(number))
                            .create());
        }
        operator = ScrapedOperator.start(
                OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig()));
    }

    @AfterAll
    static void stop(KubeCluster cluster) {
        operator.close();
        // One by one: to delete all that a selector selects, an API server reads all of it first.
        for (Kind kind : KINDS) {
            inParallel(
                    kind.count(),
                    number -> cluster.admin()
                            .resource(kind.secret().apply(number))
                            .withGracePeriod(0)
                            .delete());
        }
        List.of(TENANT, HONEST).forEach(cluster.objects()::endNamespace);
    }

    private static GenericKubernetesResource certificate(String namespace, String name, String issuer) {
        return Kinds.certificate(namespace, name, "expiry", "2031-01-01T00:00:00Z", "issuer", issuer);
    }

    private static GenericKubernetesResource withJunk(GenericKubernetesResource secret) {
        secret.getMetadata().getAnnotations().put("junk", "j".repeat(250_000));
        return secret;
    }

    private static void inParallel(int count, IntFunction<Object> action) {
        Semaphore free = new Semaphore(AT_A_TIME);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, count)
                    .mapToObj(number -> threads.submit(() -> {
                        free.acquireUninterruptibly();
                        try {
                            return action.apply(number);
                        } finally {
                            free.release();
                        }
                    }))
                    .toList()
                    .forEach(done -> assertThat(done).succeedsWithin(LONG));
        }
    }

    @Test
    void takesNeitherMemoryNorSeriesFromOthers(KubeCluster cluster) throws IOException {
        int hidden = 2 * LARGE + SMALL - LIMIT;
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(certificates(HONEST)).hasSize(HONEST_ONES));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(operator.scrape()
                                .value(
                                        "tigera_operator_series_hidden",
                                        "collector",
                                        "tls_certificate",
                                        "reason",
                                        "namespace_limit"))
                        .hasValue(hidden));
        assertThat(certificates(TENANT)).hasSize(LIMIT);
        assertThat(operator.scrape().named(EXPIRIES)).hasSize(LIMIT + HONEST_ONES);

        cluster.objects().put(certificate(HONEST, "late", "CN=honest"));
        await().untilAsserted(() -> assertThat(certificates(HONEST)).hasSize(HONEST_ONES + 1));

        Scrape scrape = operator.scrape();
        assertThat(scrape.named(EXPIRIES))
                .allSatisfy(sample -> assertThat(sample.labels().get("issuer")).hasSizeLessThanOrEqualTo(256));
        assertThat(scrape.value("tigera_operator_collector_up", "collector", "tls_certificate"))
                .hasValue(1);
        assertThat(scrape.value("tigera_operator_label_values_cut_total", "collector", "tls_certificate")
                        .orElse(0))
                .isGreaterThanOrEqualTo(LARGE);
        long resident = kib("VmRSS");
        log.info(
                "with {} large and {} small Secrets: VmRSS {} KiB, VmHWM {} KiB",
                2 * LARGE,
                SMALL,
                resident,
                kib("VmHWM"));
        assertThat(resident).isLessThanOrEqualTo(MOST_KIB);
    }

    private static List<Sample> certificates(String namespace) {
        return operator.scrape().named(EXPIRIES).stream()
                .filter(sample -> namespace.equals(sample.labels().get("namespace")))
                .toList();
    }

    private static long kib(String field) throws IOException {
        return Files.readAllLines(
                        Path.of("/proc", Long.toString(operator.process().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
