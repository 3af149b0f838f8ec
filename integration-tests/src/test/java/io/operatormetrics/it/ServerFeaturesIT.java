package io.operatormetrics.it;

import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What our program asks for is the same whatever newer API servers can do besides JSON, lists and watches, and works with those features on and
 * off: lists streamed by a watch (KEP-3157) and CBOR (KEP-4222), in which custom resources are then stored too.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerFeaturesIT {

    private static final String STATUSES = "/apis/operator.tigera.io/v1/tigerastatuses";
    private static final String SERVICE = "operator/Service/" + Site.SERVICE;

    private static KubeCluster cluster;
    private static RecordingProxy proxy;
    private static Site site;
    private static OperatorProcess operator;

    @BeforeAll
    static void startWithout() {
        cluster = KubeCluster.start(gates(false));
        proxy = RecordingProxy.before(cluster);
        site = Site.create(cluster, "features");
        operator = site.launcher(proxy).set("LEADER_ELECTION", "true").run();
    }

    @AfterAll
    static void stop() throws IOException {
        operator.close();
        proxy.close();
        cluster.close();
    }

    private static String gates(boolean on) {
        return "--feature-gates=WatchList=%1$b,CBORServingAndStorage=%1$b".formatted(on);
    }

    @Test
    @Order(1)
    void worksWithoutThem() throws Exception {
        assertThat(streamedList().statusCode()).isEqualTo(422);
        assertThat(cbor().statusCode()).isEqualTo(406);
        works(Instant.parse("2028-01-01T00:00:00Z"));
    }

    @Test
    @Order(2)
    void worksWithThem() throws Exception {
        cluster.killApiServer();
        cluster.startApiServer(gates(true));
        // A kind's storage answers 429 for some seconds after a start that is called ready.
        Within.seconds(30)
                .untilAsserted(
                        () -> assertThat(streamedList().body()).contains("\"k8s.io/initial-events-end\":\"true\""));
        assertThat(cbor().headers().firstValue("Content-Type")).hasValue("application/cbor");
        works(Instant.parse("2029-01-01T00:00:00Z"));
        // Its objects are stored as CBOR from now on, and those of a new start are read and written like that.
        operator.close();
        operator = site.launcher(proxy).set("LEADER_ELECTION", "true").run();
        works(Instant.parse("2030-01-01T00:00:00Z"));
    }

    @Test
    @Order(3)
    void asksForJsonAndForPlainListsAndWatches() {
        List<Request> all = proxy.requests();
        assertThat(all).anyMatch(request -> request.target().contains("watch=true"));
        assertThat(all)
                .allSatisfy(request -> assertThat(request.header("Accept").split(","))
                        .allMatch(type -> type.strip().startsWith("application/json")))
                .noneMatch(request -> request.target().contains("sendInitialEvents"))
                .noneMatch(request -> request.target().contains("resourceVersionMatch"));
        assertThat(all)
                .filteredOn(request -> !request.method().equals("GET"))
                .isNotEmpty()
                .extracting(request -> request.header("Content-Type").replaceFirst(";.*", ""))
                .isSubsetOf(
                        "application/json",
                        "application/apply-patch+yaml",
                        "application/merge-patch+json",
                        "application/json-patch+json");
    }

    /** Everything is made, a change shows in a scrape, and what somebody edits is put right. */
    private static void works(Instant expiry) {
        Inventory made = site.awaitAvailable().ours();
        cluster.objects().put(Kinds.certificate("default", "one", "expiry", expiry.toString()));
        Within.seconds(30)
                .untilAsserted(() -> assertThat(site.scraper("127.0.0.1").certificatesThatEndAt(expiry))
                        .isOne());
        site.edit(
                made.get(SERVICE),
                "[{\"op\": \"replace\", \"path\": \"/spec/selector/k8s-app\", \"value\": \"another\"}]");
        site.edit(
                made.get("prometheus/ServiceMonitor/" + Site.SERVICE),
                "[{\"op\": \"replace\", \"path\": \"/spec/endpoints/0/interval\", \"value\": \"7s\"}]");
        Within.seconds(30)
                .untilAsserted(
                        () -> assertThat(site.inventory().ours().contents()).isEqualTo(made.contents()));
        assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
    }

    private static HttpResponse<String> streamedList() throws Exception {
        return ask(
                STATUSES
                        + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1",
                "application/json");
    }

    private static HttpResponse<String> cbor() throws Exception {
        return ask(STATUSES, "application/cbor");
    }

    private static HttpResponse<String> ask(String target, String accept) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().sslContext(cluster.tls()).build()) {
            return http.send(
                    HttpRequest.newBuilder(cluster.url().resolve(target))
                            .header("Authorization", "Bearer " + cluster.adminToken())
                            .header("Accept", accept)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
