package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.harness.SettableClock;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One replica writes, and one always comes to, whatever the clocks say and however slow the API server is. */
@RealCluster
class LeadershipIT {

    private static final String SERVICE = "operator/Service/operator-metrics";
    private static final String PAIR = "operator/Secret/" + Site.SERVER_SECRET;

    private final SettableClock clock = new SettableClock();

    @Test
    void aLeaderWhoseClockIsSetBackWhileTheApiServerHangsStopsBeforeAnotherBegins(KubeCluster cluster)
            throws IOException {
        try (Site site = Site.create(cluster, "hang");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess first =
                        electing(site.launcher(proxy)).clock(clock).run()) {
            site.awaitAvailable();
            try (OperatorProcess second = beside(electing(site.launcher())).run()) {
                second.awaitLog("the leader is ");
                proxy.delay(request -> isOfLease(request) ? Duration.ofHours(1) : Duration.ZERO);
                clock.set(Duration.ofMinutes(-10));
                Within.request(25, () -> assertThat(second.log()).anyMatch(line -> line.contains("leading: ")));
                long before = writes(proxy);

                for (int again = 0; again < 3; again++) {
                    assertMadeAgain(site, SERVICE, 10);
                }

                assertThat(writes(proxy)).as("of the previous leader").isEqualTo(before);
                assertThat(first.log()).anyMatch(line -> line.contains("no longer leading"));
            }
        }
    }

    @Test
    void aReplicaWhoseClockIsAheadTakesNoLeaseThatIsRenewed(KubeCluster cluster) {
        clock.set(Duration.ofSeconds(30));
        try (Site site = Site.create(cluster, "ahead");
                OperatorProcess first = electing(site.launcher()).run()) {
            site.awaitAvailable();
            try (OperatorProcess second =
                    beside(electing(site.launcher())).clock(clock).run()) {
                second.awaitLog("the leader is ");

                await().during(Duration.ofSeconds(20))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> second.log().stream().noneMatch(line -> line.contains("leading: ")));

                assertThat(first.log()).noneMatch(line -> line.contains("no longer leading"));
            }
        }
    }

    /** Renewals take so long that leadership ends between any two of them. */
    @Test
    void whatIsDeletedIsMadeAgainThoughTheApiServerAnswersSlowly(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "slow");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator = electing(site.launcher(proxy)).run()) {
            site.awaitAvailable();
            proxy.delay(request -> isOfLease(request) ? Duration.ofSeconds(8) : Duration.ofSeconds(5));
            operator.awaitLog("no longer leading");

            // A minute until a replica that does not lead looks again, and some answers.
            for (int again = 0; again < 2; again++) {
                assertMadeAgain(site, PAIR, 90);
            }
        }
    }

    @Test
    void whatIsDueAfterAJumpOfTheClockIsIssuedThoughTheJumpCostLeadership(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "jump");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator =
                        electing(site.launcher(proxy)).clock(clock).run()) {
            site.awaitAvailable();
            GenericKubernetesResource before = site.inventory().get(PAIR);
            proxy.delay(request -> isOfLease(request) ? Duration.ofSeconds(11) : Duration.ZERO);
            operator.awaitLog("no longer leading");

            clock.set(Duration.ofDays(800));
            proxy.delay(request -> Duration.ZERO);

            Within.request(
                    60,
                    () -> assertThat(site.inventory().get(PAIR).getAdditionalProperties())
                            .isNotEqualTo(before.getAdditionalProperties()));
        }
    }

    private static OperatorLauncher electing(OperatorLauncher launcher) {
        return launcher.set("LEADER_ELECTION", "true");
    }

    private static OperatorLauncher beside(OperatorLauncher launcher) {
        return launcher.set("METRICS_HOST", "127.0.0.2").set("HEALTH_HOST", "127.0.0.2");
    }

    private static void assertMadeAgain(Site site, String object, int seconds) {
        GenericKubernetesResource before = site.inventory().get(object);
        site.cluster().admin().resource(before).delete();
        Within.request(
                seconds,
                () -> assertThat(site.inventory().uids())
                        .containsKey(object)
                        .doesNotContainValue(before.getMetadata().getUid()));
    }

    private static boolean isOfLease(Request request) {
        return request.target().contains("/leases");
    }

    private static long writes(RecordingProxy proxy) {
        return proxy.requests().stream()
                .filter(request -> !request.method().equals("GET") && !isOfLease(request))
                .count();
    }
}
