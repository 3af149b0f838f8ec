package io.operatormetrics.it;

import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import static io.operatormetrics.it.harness.Kinds.certificate;
import static io.operatormetrics.it.harness.Kinds.licenseKey;
import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The API server goes away under a program that is scraped all the time, and comes back. */
@RealCluster
class ApiServerOutageIT {

    /** Scrapes while it is away: it takes seconds to notice that, and to start. */
    private static final int MANY = 50;

    private final KubeCluster cluster;
    private final ScrapedOperator operator;

    ApiServerOutageIT(KubeCluster cluster, ScrapedOperator operator) {
        this.cluster = cluster;
        this.operator = operator;
    }

    @Test
    void everyScrapeIsAnsweredSeriesStayAndLaterChangesAreSeen() {
        var gone = certificate("default", "gone", "expiry", "2027-01-01T00:00:00Z");
        cluster.objects().put(tigeraStatus("calico", "Available=True"));
        cluster.objects().put(licenseKey("package", "Enterprise"));
        cluster.objects().put(gone);
        await().untilAsserted(() -> assertThat(DomainSeries.of(operator.scrape()))
                .contains(status("available", 1), status("degraded", 0))
                .hasSize(5)); // Three conditions, one licence, one certificate.
        List<Sample> before = DomainSeries.of(operator.scrape());
        awaitCollectors(1);

        AtomicBoolean over = new AtomicBoolean();
        List<List<Sample>> seen;
        try (FreshConnections fresh = FreshConnections.to(
                operator.process().metrics(), operator.pki().client("prometheus"), operator.pki())) {
            CompletableFuture<List<List<Sample>>> kept =
                    CompletableFuture.supplyAsync(() -> seenUntil(over), Thread::startVirtualThread);
            try {
                outage(before);
                cluster.objects().delete(gone);
                cluster.objects().put(tigeraStatus("calico", "Degraded=True"));
                awaitCollectors(1);
                await().atMost(Duration.ofSeconds(2))
                        .untilAsserted(() -> assertThat(DomainSeries.of(operator.scrape()))
                                .containsExactlyInAnyOrder(
                                        status("available", 0),
                                        status("progressing", 0),
                                        status("degraded", 1),
                                        Sample.of("tigera_operator_license_valid", 1, "package", "Enterprise")));
            } finally {
                over.set(true);
            }
            seen = kept.join();
            assertThat(fresh.failures()).isEmpty();
            assertThat(fresh.scrapes()).isGreaterThan(MANY);
        }
        assertThat(seen).hasSizeGreaterThan(MANY);
        // An API server that starts says for a moment that there are no such kinds.
        assertThat(seen)
                .allSatisfy(series -> assertThat(series)
                        .contains(status("progressing", 0))
                        .hasSizeGreaterThanOrEqualTo(before.size() - 1));
    }

    private void outage(List<Sample> before) {
        cluster.killApiServer();
        try {
            awaitCollectors(0);
            assertThat(DomainSeries.of(operator.scrape())).isEqualTo(before);
        } finally {
            // The next classes need it, whatever came of this one.
            cluster.startApiServer();
        }
    }

    /** Scrapes without a pause, each of which must go well. */
    private List<List<Sample>> seenUntil(AtomicBoolean over) {
        List<List<Sample>> seen = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofMinutes(4))
                .until(() -> {
                    seen.add(DomainSeries.of(operator.scrape()));
                    return over.get();
                });
        return seen;
    }

    private void awaitCollectors(double value) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(operator.scrape().named("tigera_operator_collector_up"))
                        .hasSize(4)
                        .allSatisfy(collector -> assertThat(collector.value()).isEqualTo(value)));
    }

    private static Sample status(String condition, double value) {
        return Sample.of("tigera_operator_component_status", value, "component", "calico", "condition", condition);
    }
}
