package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.roles.Damage;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.LabelledSecrets;
import io.operatormetrics.it.roles.Scraper;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How much is asked of the API server: little when very much happens, and nothing when nothing does. */
@RealCluster
// The burst first: what is asked for a while after the start ends meanwhile.
@TestMethodOrder(MethodOrderer.MethodName.class)
class BurstIT {

    private static final int SECRETS = 1000;
    private static final int EDITS_OF_EACH = 20;

    /** Often enough that there is no pause, and for long enough that a program without one would be done many times. */
    private static final Duration EVERY = Duration.ofMillis(25);

    /** A reconcile waits for a pause of 100 ms between events; where its thread is late a shorter one can look like that. */
    private static final Duration PAUSE = Duration.ofMillis(75);

    /** But no longer than that while there is none. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

    /** Four reversals, and the write that is none. */
    private static final long UNTIL_CONTESTED = 5;

    private static Site site;
    private static RecordingProxy proxy;
    private static LabelledSecrets secrets;
    private static OperatorProcess operator;
    private static Inventory settled;

    @BeforeAll
    static void start(KubeCluster cluster) {
        site = Site.create(cluster, "burst");
        proxy = RecordingProxy.before(cluster);
        secrets = LabelledSecrets.create(cluster, "burst-certificates", SECRETS);
        operator = site.launcher(proxy).set("LEADER_ELECTION", "true").run();
        settled = site.awaitAvailable().ours();
    }

    @AfterAll
    static void stop() throws IOException {
        operator.close();
        secrets.close();
        proxy.close();
        site.close();
    }

    @Test
    void aBurstOfChangesTakesFewWritesAndSettlesInSeconds() {
        Scraper scraper = site.scraper("127.0.0.1");
        scraper.awaitServed();
        Instant expiry = Instant.parse("2028-02-29T00:00:00Z");
        assertThat(scraper.certificatesThatEndAt(expiry)).isZero();
        int before = proxy.requests().size();
        CompletableFuture<List<Instant>> edits =
                CompletableFuture.supplyAsync(BurstIT::editAll, Thread::startVirtualThread);
        secrets.changeAll(expiry);
        long most = mostWritesOfEach(edits.join());
        // What is changed back four times within a minute is left alone for another.
        Within.request(most < UNTIL_CONTESTED ? 10 : 75, () -> {
            assertThat(site.inventory().ours().contents()).isEqualTo(settled.contents());
            assertThat(scraper.certificatesThatEndAt(expiry)).isEqualTo(SECRETS);
        });
        awaitRest(Duration.ofSeconds(2), () -> {});
        List<Request> writes = asked(before).stream().filter(BurstIT::writes).toList();
        Map<String, Long> writesOfEach =
                writes.stream().collect(Collectors.groupingBy(Request::path, Collectors.counting()));
        assertThat(writesOfEach)
                .hasSizeGreaterThanOrEqualTo(Damage.OF_EACH.size())
                .allSatisfy((path, count) -> assertThat(count).as(path).isLessThanOrEqualTo(most));
        assertThat(writes).extracting(Request::method).as("all are there").doesNotContain("POST", "DELETE");
        assertThat(site.inventory().ours().uids()).isEqualTo(settled.uids());
    }

    /** Each object in turn, again and again, at a steady rate; returns when each edit was done. */
    private static List<Instant> editAll() {
        int objects = Damage.OF_EACH.size();
        List<Future<Instant>> edits = new ArrayList<>();
        try (ScheduledExecutorService threads = Executors.newScheduledThreadPool(objects)) {
            for (int i = 0; i < EDITS_OF_EACH * objects; i++) {
                Damage damage = Damage.OF_EACH.get(i % objects);
                int number = i / objects;
                edits.add(threads.schedule(
                        () -> {
                            damage.happen(site, settled, number);
                            return Instant.now();
                        },
                        i * EVERY.toMillis(),
                        TimeUnit.MILLISECONDS));
            }
        }
        return edits.stream().map(Future::resultNow).sorted().toList();
    }

    /**
     * One for each reconcile that these edits may bring about: at the beginning, at the end, and wherever they pause or go on for long. And one
     * by which a creation becomes an application, before the first change.
     */
    private static long mostWritesOfEach(List<Instant> edits) {
        long pauses = IntStream.range(1, edits.size())
                .filter(i -> edits.get(i - 1).plus(PAUSE).isBefore(edits.get(i)))
                .count();
        return 3 + pauses + Duration.between(edits.getFirst(), edits.getLast()).dividedBy(LONGEST_WAIT);
    }

    /** Not at once: for half a minute after its start our program asks a few times more which APIs are served. */
    @Test
    void atRestNothingIsAskedButWatchesAndTheLease() {
        Scraper scraper = site.scraper("127.0.0.1");
        awaitRest(
                Duration.ofSeconds(20),
                () -> assertThat(scraper.scrape().samples()).isNotEmpty());
    }

    /** Waits for that long a time in which nothing is asked that is not asked at rest, while that goes on. */
    private static void awaitRest(Duration length, Runnable meanwhile) {
        AtomicInteger seen = new AtomicInteger(proxy.requests().size());
        await().pollInterval(Duration.ofMillis(500))
                .during(length)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    meanwhile.run();
                    List<Request> since = asked(seen.get());
                    seen.addAndGet(since.size());
                    assertThat(since.stream().filter(request -> !isOfRest(request)))
                            .isEmpty();
                });
        assertThat(asked(0)).as("the proxy is on the way").anyMatch(BurstIT::isOfLease);
    }

    private static List<Request> asked(int since) {
        List<Request> all = proxy.requests();
        return all.subList(since, all.size());
    }

    private static boolean isOfRest(Request request) {
        return request.target().contains("watch=true") || isOfLease(request);
    }

    private static boolean isOfLease(Request request) {
        return request.path().contains("/leases");
    }

    private static boolean writes(Request request) {
        return !request.method().equals("GET") && !isOfLease(request);
    }
}
