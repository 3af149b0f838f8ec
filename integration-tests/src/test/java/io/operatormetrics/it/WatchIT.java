package io.operatormetrics.it;

import io.operatormetrics.it.harness.Etcd;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How a watch goes on: from a bookmark, without one, and when the API server has forgotten the version it would go on from. */
@RealCluster
class WatchIT {

    private static final String PATH = "/apis/operator.tigera.io/v1/tigerastatuses";
    private static final String STORED = "operator.tigera.io/tigerastatuses/";

    private static final Pattern VERSION = Pattern.compile("[?&]resourceVersion=([0-9]+)");

    private static RecordingProxy proxy;
    private static ScrapedOperator operator;

    @BeforeAll
    static void start(KubeCluster cluster) {
        proxy = RecordingProxy.before(cluster);
        operator = ScrapedOperator.start(
                OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig(proxy.url()))
                        .set("LOG_LEVEL", "debug"));
        operator.process().awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        operator.close();
        proxy.close();
    }

    @Test
    void aBookmarkTakesAWatchOnThatSeesNoChange(KubeCluster cluster) {
        shorten(target -> target);
        try {
            cluster.objects().put(tigeraStatus("calico", "Available=True"));
            awaitAvailable(1);
            String before = versionOfTheNextWatch();
            changeSomethingElse(cluster);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(newer(versionOfTheNextWatch(), before)).isTrue());

            cluster.objects().put(tigeraStatus("calico", "Available=False"));
            awaitAvailable(0);
        } finally {
            proxy.rewrite(target -> target);
        }
    }

    @Test
    void withoutBookmarksAWatchGoesOnFromItsLastChange(KubeCluster cluster) {
        shorten(target -> target.replace("allowWatchBookmarks=true", "allowWatchBookmarks=false"));
        try {
            cluster.objects().put(tigeraStatus("calico", "Available=True"));
            awaitAvailable(1);
            // One that still had bookmarks may have been under way.
            versionOfTheNextWatch();
            String before = versionOfTheNextWatch();
            changeSomethingElse(cluster);

            assertThat(List.of(versionOfTheNextWatch(), versionOfTheNextWatch()))
                    .containsOnly(before);

            cluster.objects().put(tigeraStatus("calico", "Available=False"));
            awaitAvailable(0);
        } finally {
            proxy.rewrite(target -> target);
        }
    }

    @Test
    void behindAProxyThatEndsWatchesAtOnceChangesShowWithinAMinute(KubeCluster cluster) {
        proxy.empty(request -> request.path().equals(PATH) && request.target().contains("watch=true"));
        proxy.disconnect();
        try {
            assertThat(operator.process().awaitLog("tigerastatuses[^:]*: watches end without an event"))
                    .contains("listing every 60 s instead");
            int listed = lists();
            cluster.objects().put(tigeraStatus("calico", "Available=True"));
            awaitAvailable(1, Duration.ofSeconds(65));
            cluster.objects().put(tigeraStatus("calico", "Available=False"));
            awaitAvailable(0, Duration.ofSeconds(65));
            assertThat(lists()).isLessThanOrEqualTo(listed + 3);
            assertThat(operator.scrape().value("tigera_operator_collector_up", "collector", "component_status"))
                    .hasValue(1);
        } finally {
            proxy.empty(request -> false);
        }
        // By the next list, which a watch follows, or by a watch that the proxy let pass already.
        cluster.objects().put(tigeraStatus("calico", "Available=True"));
        awaitAvailable(1, Duration.ofSeconds(65));
    }

    /** Changes that no watch can tell of: they were made while no API server ran, and etcd has forgotten how it was before. */
    @Test
    void listsAgainWhenItsVersionIsCompacted(KubeCluster cluster) {
        cluster.objects().put(tigeraStatus("calico", "Available=True"));
        cluster.objects().put(tigeraStatus("goldmane", "Available=True"));
        awaitAvailable(1);
        await().untilAsserted(() -> assertThat(available("goldmane")).hasValue(1));
        int listed = lists();

        // One that has just started refuses everybody for a moment, since it has not read who may do what.
        proxy.cutOff();
        cluster.killApiServer();
        try {
            Etcd etcd = cluster.etcd();
            etcd.edit(STORED + "calico", json -> json.replace("\"status\":\"True\"", "\"status\":\"False\""));
            etcd.delete(STORED + "goldmane");
            etcd.compact();
        } finally {
            cluster.startApiServer();
            proxy.restore();
        }

        awaitAvailable(0);
        await().untilAsserted(() -> assertThat(available("goldmane")).isEmpty());
        assertThat(operator.process().awaitLog("tigerastatuses[^:]*: 410 .*; listing again"))
                .doesNotContain("WARN", "ERROR");
        assertThat(lists()).isGreaterThan(listed);
        // And it receives changes again.
        cluster.objects().put(tigeraStatus("calico", "Available=True"));
        awaitAvailable(1);
        // What it says of itself may be a second old.
        await().untilAsserted(() -> assertThat(
                        operator.scrape().value("tigera_operator_collector_up", "collector", "component_status"))
                .hasValue(1));
    }

    /** Has each watch end after some seconds: an API server sends a bookmark a minute, and one two seconds before it ends a watch. */
    private static void shorten(UnaryOperator<String> more) {
        proxy.rewrite(target -> more.apply(target.replaceFirst("timeoutSeconds=[0-9]+", "timeoutSeconds=6")));
        // A watch that is open lasts for five minutes.
        proxy.disconnect();
    }

    /** So that the version of the cluster's state goes on, though not that of a TigeraStatus; by a list an API server learns how far it is. */
    private static void changeSomethingElse(KubeCluster cluster) {
        cluster.objects()
                .put(Kinds.unlabelledCertificate(
                        "default", "else", "expiry", UUID.randomUUID().toString()));
        cluster.admin()
                .genericKubernetesResources("operator.tigera.io/v1", "TigeraStatus")
                .list();
    }

    private static String versionOfTheNextWatch() {
        int before = watches().size();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(watches()).hasSizeGreaterThan(before));
        Matcher version = VERSION.matcher(watches().get(before).target());
        assertThat(version.find()).as(watches().get(before).target()).isTrue();
        return version.group(1);
    }

    /** Versions of one kind are compared as numbers (KEP-5504). */
    private static boolean newer(String version, String before) {
        return Long.parseLong(version) > Long.parseLong(before);
    }

    private static List<Request> watches() {
        return requests()
                .filter(request -> request.target().contains("watch=true"))
                .toList();
    }

    private static int lists() {
        return (int) requests()
                .filter(request -> !request.target().contains("watch=true"))
                .count();
    }

    private static Stream<Request> requests() {
        return proxy.requests().stream().filter(request -> request.path().equals(PATH));
    }

    private static void awaitAvailable(double value) {
        awaitAvailable(value, Duration.ofSeconds(60));
    }

    private static void awaitAvailable(double value, Duration timeout) {
        await().atMost(timeout)
                .untilAsserted(() -> assertThat(available("calico")).hasValue(value));
    }

    private static OptionalDouble available(String component) {
        return operator.scrape()
                .value("tigera_operator_component_status", "component", component, "condition", "available");
    }
}
