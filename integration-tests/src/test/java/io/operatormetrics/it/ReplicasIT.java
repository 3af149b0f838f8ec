package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Replicas that come and go, with a goodbye or without. */
@RealCluster
class ReplicasIT {

    @Test
    void oneWritesBothServeAndTheOtherTakesOverFromOneThatDied(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "replicas");
                RecordingProxy ofFirst = RecordingProxy.before(cluster);
                RecordingProxy ofSecond = RecordingProxy.before(cluster);
                OperatorProcess first =
                        site.launcher(ofFirst).set("LEADER_ELECTION", "true").run()) {
            site.awaitAvailable();
            try (OperatorProcess second = site.launcher(ofSecond)
                    .set("LEADER_ELECTION", "true")
                    .set("METRICS_HOST", "127.0.0.2")
                    .set("HEALTH_HOST", "127.0.0.2")
                    .run()) {
                Within.start().untilAsserted(() -> {
                    assertThat(site.scraper("127.0.0.1").scrape().samples()).isNotEmpty();
                    assertThat(site.scraper("127.0.0.2").scrape().samples()).isNotEmpty();
                });
                Inventory before = site.inventory().ours();
                assertThat(ofSecond.requests()).noneMatch(ReplicasIT::writes);

                first.kill();
                cluster.admin()
                        .resource(before.get("operator/Service/operator-metrics"))
                        .delete();

                Within.request(
                        20,
                        () -> assertThat(site.inventory().ours().uids())
                                .containsKey("operator/Service/operator-metrics"));
                assertThat(ofSecond.requests()).anyMatch(ReplicasIT::writes);
                assertThat(site.inventory()
                                .ours()
                                .without("operator/Service/operator-metrics", STATUS)
                                .versions())
                        .isEqualTo(before.without("operator/Service/operator-metrics", STATUS)
                                .versions());
                assertThat(second.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    private static final String STATUS = "TigeraStatus/operator-metrics";

    @Test
    void whatWasKilledBetweenTwoWritesGoesOnWhereItWas(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "killed");
                RecordingProxy proxy = RecordingProxy.before(cluster)) {
            // Each life ends with one write more than the one before: CA, pairs, Service, …
            for (int last = 1; last <= 6; last++) {
                AtomicInteger left = new AtomicInteger(last);
                CompletableFuture<OperatorProcess> started = new CompletableFuture<>();
                proxy.hide(request -> {
                    if (writes(request) && left.decrementAndGet() == 0) {
                        started.join().kill();
                    }
                    return false;
                });
                OperatorProcess process = site.launcher(proxy).run();
                started.complete(process);
                process.awaitExit();
            }
            proxy.hide(request -> false);
            try (OperatorProcess operator = site.launcher(proxy).run()) {
                site.awaitAvailable();
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    /** The Lease apart, which every replica asks for. */
    private static boolean writes(Request request) {
        return !request.method().equals("GET") && !request.target().contains("/leases");
    }
}
