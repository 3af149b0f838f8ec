package io.operatormetrics.kubernetes.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeResource;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.SkippedValue;
import io.operatormetrics.kubernetes.loop.Backoff;
import io.operatormetrics.kubernetes.loop.Loops;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReflectorTest {
    private static final String PATH = "/api/v1/secrets";

    private final FakeApiServer server = new FakeApiServer();
    private final FakeResource secrets = server.resource(PATH);
    private final KubernetesClient client =
            KubernetesClients.create(server.config(), new PrometheusRegistry(), "operator");
    private final RecordingListener recorded = new RecordingListener();
    private final Instant now = Instant.parse("2026-11-24T00:00:00Z");
    private @Nullable Reflector<Thing> watch;

    record Thing(
            ObjectMeta metadata,
            @Nullable String type,
            @Nullable SkippedValue data) implements KubernetesObject {
        @Override
        public boolean carriesUnwantedData() {
            return data != null;
        }
    }

    private static final class RecordingListener implements Reflector.Listener<Thing> {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<WatchStatus> states = new CopyOnWriteArrayList<>();

        @Override
        public void put(Thing object) {
            events.add("put " + object.key());
        }

        @Override
        public void gone(NamespacedName key) {
            events.add("gone " + key);
        }

        @Override
        public void unreadable(NamespacedName key, ApiException why) {
            events.add("unreadable " + key);
        }

        @Override
        public void stateChanged(WatchStatus state) {
            states.add(state);
        }
    }

    private final Loops loops = new Loops(new PrometheusRegistry(), "operator");

    private Reflector<Thing> start(WatchTiming timing) {
        watch = new Reflector<>(
                client,
                ResourceQuery.all(GroupVersionResource.SECRETS, Thing.class),
                Clock.fixed(now, ZoneOffset.UTC),
                loops,
                recorded,
                timing);
        watch.start();
        return watch;
    }

    private Reflector<Thing> start(UnaryOperator<ResourceQuery<Thing>> narrowing) {
        ResourceQuery<Thing> resourceQuery =
                narrowing.apply(ResourceQuery.all(GroupVersionResource.SECRETS, Thing.class));
        watch = new Reflector<>(client, resourceQuery, Clock.fixed(now, ZoneOffset.UTC), loops, recorded);
        watch.start();
        return watch;
    }

    private Reflector<Thing> start() {
        return start(UnaryOperator.identity());
    }

    @AfterEach
    void close() {
        if (watch != null) {
            watch.close();
        }
        server.close();
        client.close();
    }

    private static String thing(String name, int version) {
        return "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"ns\",\"resourceVersion\":\"%d\"}}"
                .formatted(name, version);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    @Test
    void tellsOfTheListThenOfChanges() {
        secrets.objects(thing("a", 1), thing("b", 2));
        start();
        await().until(secrets::isWatched);
        secrets.event("ADDED", thing("c", 3));
        secrets.event("MODIFIED", thing("a", 4));
        secrets.event("DELETED", thing("b", 5));
        await().untilAsserted(() -> assertThat(recorded.events)
                .containsExactly("put ns/a", "put ns/b", "put ns/c", "put ns/a", "gone ns/b"));
    }

    @Test
    void isUpOnceListedAndRemembersWhenItHeard() {
        Reflector<Thing> started = start();
        await().until(() -> started.state().up());
        assertThat(started.state().lastHeard()).contains(now);
    }

    @Test
    void readsAListThatTheServerCompressed() {
        secrets.objects(thing("a", 1), thing("b", 2)).compressed(ReflectorTest::gzip);
        start();
        await().untilAsserted(() -> assertThat(recorded.events).containsExactly("put ns/a", "put ns/b"));
    }

    @Test
    void listsAgainAfterAListThatCannotBeDecompressed() {
        secrets.objects(thing("a", 1)).compressed(plain -> Arrays.copyOf(gzip(plain), 20));
        Reflector<Thing> started = start();
        await().untilAsserted(
                        () -> assertThat(started.state().problem())
                                .hasMessage(
                                        "the answer cannot be decompressed: java.io.EOFException: Unexpected end of ZLIB input stream"));
        assertThat(recorded.events).isEmpty();

        secrets.compressed(ReflectorTest::gzip);
        await().untilAsserted(() -> assertThat(recorded.events).containsExactly("put ns/a"));
        // The objects of a list are reported before the list is known to be complete.
        await().until(() -> started.state().up());
    }

    @Test
    void readsEveryPageOfAList() {
        secrets.pages(thing("a", 1), thing("b", 2), thing("c", 3));
        start();
        await().untilAsserted(() -> assertThat(recorded.events).containsExactly("put ns/a", "put ns/b", "put ns/c"));
        assertThat(server.lists(PATH))
                .extracting(FakeApiServer.Asked::query)
                .containsExactly("limit=500", "limit=500&continue=page1", "limit=500&continue=page2");
    }

    @Test
    void asksForMetadataWithNothingToFallBackTo() {
        start(resourceQuery -> resourceQuery.labelled("signer").metadataOnly());
        await().until(secrets::isWatched);
        assertThat(server.lists(PATH))
                .containsExactly(new FakeApiServer.Asked(
                        PATH,
                        "labelSelector=signer&limit=500",
                        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"));
        assertThat(server.watches(PATH))
                .containsExactly(new FakeApiServer.Asked(
                        PATH,
                        "labelSelector=signer&watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=1",
                        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"));
    }

    @Test
    void asksForOneObjectByItsName() {
        FakeResource one = server.resource("/api/v1/namespaces/ns/secrets");
        start(any -> ResourceQuery.named(GroupVersionResource.SECRETS, new NamespacedName("ns", "a"), Thing.class));
        await().until(one::isWatched);
        assertThat(server.lists("/api/v1/namespaces/ns/secrets"))
                .containsExactly(new FakeApiServer.Asked(
                        "/api/v1/namespaces/ns/secrets",
                        "fieldSelector=metadata.name=a&limit=500",
                        "application/json"));
    }

    @Test
    void refusesDataThatNobodyAskedFor() {
        secrets.objects("{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\"},\"data\":{\"tls.key\":\"c2VjcmV0\"}}");
        Reflector<Thing> started = start();
        await().until(() -> started.state().refused());
        assertThat(started.state().up()).isFalse();
        assertThat(recorded.events).isEmpty();
        assertThat(server.watches(PATH)).isEmpty();
    }

    @Test
    void readsNothingOfWholeObjectsWhereMetadataWasAskedFor() {
        secrets.ignoringAccept().objects(thing("a", 1));
        Reflector<Thing> started = start(ResourceQuery::metadataOnly);
        await().until(() -> started.state().refused());
        assertThat(started.state().problem())
                .hasMessageStartingWith("the API server sent whole objects although only metadata was requested");
        assertThat(recorded.events).isEmpty();
        assertThat(server.watches(PATH)).isEmpty();
    }

    @Test
    void readsNothingOfAnEventThatIsAWholeObject() {
        Reflector<Thing> started = start(ResourceQuery::metadataOnly);
        await().until(secrets::isWatched);
        secrets.event("ADDED", thing("a", 1));
        await().until(() -> recorded.states.stream().anyMatch(WatchStatus::refused));
        assertThat(recorded.events).isEmpty();
        await().until(() -> started.state().up());
    }

    /** An object of which a member is not of the type that its kind says. */
    private static String odd(String name, int version) {
        return thing(name, version).replace("}}", "},\"type\":[\"odd\"]}");
    }

    @Test
    void anObjectThatCannotBeReadCostsItselfAlone() {
        secrets.objects(thing("a", 1), odd("b", 2), thing("c", 3));
        Reflector<Thing> started = start();
        await().until(() -> started.state().up() && secrets.isWatched());
        secrets.event("MODIFIED", odd("a", 4));
        secrets.event("MODIFIED", thing("b", 5));
        secrets.event("ADDED", odd("d", 6));
        secrets.event("DELETED", odd("d", 7));
        await().untilAsserted(() -> assertThat(recorded.events)
                .containsExactly(
                        "put ns/a",
                        "unreadable ns/b",
                        "put ns/c",
                        "unreadable ns/a",
                        "put ns/b",
                        "unreadable ns/d",
                        "gone ns/d"));
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
        assertThat(server.lists(PATH)).hasSize(1);
    }

    private static WatchTiming timing(Duration silence, Duration betweenLists) {
        return new WatchTiming(
                new CountedBackoff(), Duration.ofSeconds(5), Duration.ofMinutes(5), silence, betweenLists);
    }

    @Test
    void listsWhereWatchesEndWithoutAnythingAndNoMoreOftenThanItMay() {
        secrets.objects(thing("a", 1)).endingWatches();
        Reflector<Thing> started = start(timing(Duration.ofSeconds(90), Duration.ofSeconds(1)));
        await().until(() -> server.lists(PATH).size() == 2);
        secrets.objects(thing("b", 2));
        await().untilAsserted(() -> assertThat(recorded.events).endsWith("put ns/b", "gone ns/a"));
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
        Instant begin = Clock.systemUTC().instant();
        int lists = server.lists(PATH).size();
        await().until(() -> server.lists(PATH).size() >= lists + 2);
        assertThat(Duration.between(begin, Clock.systemUTC().instant())).isGreaterThan(Duration.ofSeconds(1));
        assertThat(started.state().up()).isTrue();

        secrets.lastingWatches();
        await().until(secrets::isWatched);
        secrets.event("ADDED", thing("c", 3));
        await().untilAsserted(() -> assertThat(recorded.events).endsWith("put ns/c"));
        int now = server.lists(PATH).size();
        secrets.endWatches();
        await().until(() -> secrets.isWatched());
        assertThat(server.lists(PATH)).hasSize(now);
    }

    @Test
    void hasNotHeardFromAServerThatOnlyAcceptsAWatch() {
        TurningClock clock = new TurningClock(now);
        watch = new Reflector<>(
                client,
                ResourceQuery.all(GroupVersionResource.SECRETS, Thing.class),
                clock,
                loops,
                recorded,
                WatchTiming.usual());
        watch.start();
        await().until(secrets::isWatched);
        clock.now = now.plusSeconds(60);
        secrets.endWatches();
        await().until(() -> server.watches(PATH).size() == 2 && secrets.isWatched());
        assertThat(watch.state().lastHeard()).contains(now);
        secrets.event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"5\"}}");
        await().untilAsserted(() -> assertThat(watch.state().lastHeard()).contains(now.plusSeconds(60)));
    }

    private static final class TurningClock extends Clock {
        volatile Instant now;

        TurningClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void listsAgainOnceAWatchIsSilentForTooLong() {
        secrets.objects(thing("a", 1));
        start(timing(Duration.ofMillis(500), Duration.ofMinutes(1)));
        await().until(secrets::isWatched);
        secrets.objects(thing("b", 2));
        await().untilAsserted(() -> assertThat(recorded.events).containsExactly("put ns/a", "put ns/b", "gone ns/a"));
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
    }

    @Test
    void listsAgainWhenABookmarkIsOlderThanWhatIsHeld() {
        secrets.objects(thing("a", 90)).version("100");
        start();
        await().until(secrets::isWatched);
        secrets.objects(thing("a", 50)).version("60");
        secrets.event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"99\"}}");
        await().until(() -> server.watches(PATH).size() == 2);
        assertThat(server.lists(PATH)).hasSize(2);
        assertThat(server.watches(PATH).getLast().query()).endsWith("resourceVersion=60");
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
    }

    @Test
    void refusesAListWhosePagesRepeat() {
        secrets.pages(thing("a", 1), thing("b", 2)).turning();
        Reflector<Thing> started = start();
        await().until(() -> started.state().problem() != null);
        assertThat(started.state().problem()).hasMessage("a page of the list refers to a page before it");
        assertThat(started.state().synced()).isFalse();
    }

    @Test
    void givesUpAListThatTakesTooLongAndAsksForLessAtATime() {
        secrets.pages(thing("a", 1), thing("b", 2), thing("c", 3)).slow(Duration.ofMillis(700));
        Reflector<Thing> started = start(new WatchTiming(
                new Backoff(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(90),
                Duration.ofMinutes(1)));
        await().until(() -> started.state().problem() != null);
        assertThat(started.state().problem()).hasMessage("no answer within 1 s");
        await().until(() ->
                server.lists(PATH).stream().anyMatch(list -> list.query().equals("limit=125")));
    }

    @Test
    void readsNoLineOfAWatchToItsEndThatHasNone() {
        Reflector<Thing> started = start();
        await().until(secrets::isWatched);
        secrets.line("{\"type\":\"ADDED\",\"object\":{\"x\":\"" + "y".repeat(5 << 20));
        await().until(() -> recorded.states.size() == 3 && started.state().up());
        assertThat(recorded.states.get(1).problem())
                .hasMessage("a line of the watch is longer than 4 MiB; not read on");
        assertThat(server.lists(PATH)).hasSize(2);
    }

    @Test
    void goesOnFromTheLastVersionWhenTheServerEndsTheWatch() {
        start();
        await().until(secrets::isWatched);
        secrets.event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"77\"}}");
        secrets.endWatches();
        await().untilAsserted(
                        () -> assertThat(server.watches(PATH).getLast().query()).endsWith("resourceVersion=77"));
        assertThat(server.lists(PATH)).hasSize(1);
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
    }

    @Test
    void isDownWhileTheConnectionIsLostAndGoesOnWithoutAList() {
        Reflector<Thing> started = start();
        await().until(secrets::isWatched);
        secrets.event("ADDED", thing("a", 9));
        await().until(() -> recorded.events.contains("put ns/a"));
        secrets.breakWatches();
        await().until(() -> recorded.states.size() == 3 && secrets.isWatched());
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true, false, true);
        assertThat(server.watches(PATH).getLast().query()).endsWith("resourceVersion=9");
        assertThat(server.lists(PATH)).hasSize(1);
        assertThat(started.state().up()).isTrue();
        assertThat(recorded.events).containsExactly("put ns/a");
    }

    @Test
    void listsAgainWhenTheVersionIsTooOldAndDropsWhatWasDeletedMeanwhile() {
        secrets.objects(thing("a", 1), thing("b", 2));
        start();
        await().until(secrets::isWatched);
        secrets.objects(thing("b", 2), thing("c", 8));
        secrets.event("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old resource version\"}");
        await().untilAsserted(() -> assertThat(recorded.events)
                .containsExactly("put ns/a", "put ns/b", "put ns/b", "put ns/c", "gone ns/a"));
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
    }

    @Test
    void listsAtOnceWhenAWatchThatGoesOnFindsItsVersionTooOld() {
        CountedBackoff backoff = new CountedBackoff();
        start(WatchTiming.usual().with(backoff));
        await().until(secrets::isWatched);
        secrets.endWatches();
        await().until(() -> server.watches(PATH).size() == 2 && secrets.isWatched());
        assertThat(backoff.pauses).hasValue(1);

        secrets.event("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old resource version\"}");
        await().until(() -> server.watches(PATH).size() == 3);

        assertThat(server.lists(PATH)).hasSize(2);
        assertThat(backoff.pauses).hasValue(1);
    }

    @Test
    void goesOnAfterAnEventOfATypeThatNobodyKnows() {
        start();
        await().until(secrets::isWatched);
        secrets.event("PING", "{}");
        secrets.event("", thing("a", 1));
        secrets.event("ADDED", thing("b", 9));
        await().untilAsserted(() -> assertThat(recorded.events).containsExactly("put ns/b"));
        assertThat(server.lists(PATH)).hasSize(1);
        assertThat(recorded.states).extracting(WatchStatus::up).containsExactly(true);
    }

    @Test
    void listsAgainAfterAWatchThatIsAnsweredWith410() {
        secrets.objects(thing("a", 1));
        start();
        await().until(secrets::isWatched);
        secrets.objects(thing("b", 2)).code(410);
        secrets.endWatches();
        await().until(() -> server.lists(PATH).size() > 1);
        secrets.code(200);
        await().untilAsserted(() -> assertThat(recorded.events).endsWith("put ns/b", "gone ns/a"));
    }

    @Test
    void leavesABusyServerAloneForAsLongAsItAsksAndGoesOnWithoutAList() {
        Reflector<Thing> started = start();
        await().until(secrets::isWatched);
        secrets.event("ADDED", thing("a", 9));
        await().until(() -> recorded.events.contains("put ns/a"));
        secrets.overloaded(2);
        secrets.endWatches();
        await().until(() -> started.state().problem() != null);
        Instant refused = Clock.systemUTC().instant();
        secrets.overloaded(0);
        await().until(secrets::isWatched);
        assertThat(Duration.between(refused, Clock.systemUTC().instant())).isGreaterThan(Duration.ofMillis(1500));
        assertThat(server.watches(PATH)).hasSize(3);
        assertThat(server.watches(PATH).getLast().query()).endsWith("resourceVersion=9");
        assertThat(server.lists(PATH)).hasSize(1);
        // The server knows of a watch before the client has its answer.
        await().until(() -> started.state().up());
    }

    /** Pauses are short, and counted. */
    private static final class CountedBackoff extends Backoff {
        final AtomicInteger pauses = new AtomicInteger();

        @Override
        public Duration next() {
            pauses.incrementAndGet();
            return Duration.ofMillis(1);
        }
    }

    @Test
    void isDownWhileForbiddenAndUpOnceTheRightIsGranted() {
        secrets.code(403).objects(thing("a", 1));
        Reflector<Thing> started = start();
        await().until(() -> started.state().forbidden());
        assertThat(started.state().up()).isFalse();
        await().until(() -> server.lists(PATH).size() > 1);
        assertThat(recorded.states).as("said once").hasSize(1);
        secrets.code(200);
        await().until(() -> started.state().up());
        assertThat(recorded.events).containsExactly("put ns/a");
    }

    @Test
    void keepsWhatItReportedWhenPermissionsAreTakenAway() {
        secrets.objects(thing("a", 1));
        Reflector<Thing> started = start();
        await().until(secrets::isWatched);
        secrets.code(403);
        secrets.endWatches();
        await().until(() -> started.state().forbidden());
        assertThat(recorded.events).containsExactly("put ns/a");
    }

    @Test
    void isDownAfterAnAnswerThatIsNotJson() {
        secrets.objects("not json");
        Reflector<Thing> started = start();
        await().until(() -> started.state().problem() != null);
        assertThat(started.state().problem()).hasMessage("the answer is not the requested JSON");
    }

    @Test
    void doesNotAskInABusyLoopWhenEveryWatchEndsAtOnce() {
        start();
        await().until(secrets::isWatched);
        Instant end = Clock.systemUTC().instant().plus(Duration.ofSeconds(1));
        await().until(() -> {
            secrets.endWatches();
            return Clock.systemUTC().instant().isAfter(end);
        });
        assertThat(server.watches(PATH)).hasSizeLessThan(6);
    }

    @Test
    void forgetsEverythingWhenAskedTo() {
        secrets.objects(thing("a", 1));
        Reflector<Thing> started = start();
        await().until(secrets::isWatched);
        started.close();
        started.forgetAll();
        assertThat(recorded.events).containsExactly("put ns/a", "gone ns/a");
    }
}
