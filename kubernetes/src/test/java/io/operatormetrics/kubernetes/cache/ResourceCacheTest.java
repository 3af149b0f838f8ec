package io.operatormetrics.kubernetes.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeResource;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.loop.Loops;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several caches of one query. */
class ResourceCacheTest {

    private static final NamespacedName A = new NamespacedName("ns", "a");
    private static final NamespacedName B = new NamespacedName("ns", "b");
    private static final ResourceQuery<Unstructured> SERVICES =
            ResourceQuery.all(GroupVersionResource.SERVICES, Unstructured.class);

    private final FakeApiServer server = new FakeApiServer();
    private final FakeResource services = server.resource("/api/v1/services").objects(object("a", 1));
    private final KubernetesClient client =
            KubernetesClients.create(server.config(), new PrometheusRegistry(), "operator");
    private final Loops loops = new Loops(new PrometheusRegistry(), "operator");
    private final ScheduledExecutorService timers = loops.timers();
    private final ClusterContext cluster = ClusterContext.of(client, Clock.systemUTC(), loops, timers);

    @AfterEach
    void close() {
        timers.shutdownNow();
        server.close();
        client.close();
    }

    @Test
    void shareItsWatch() {
        try (ResourceCache<Unstructured> first = new ResourceCache<>(cluster, SERVICES, () -> {});
                ResourceCache<Unstructured> second = new ResourceCache<>(cluster, SERVICES, () -> {})) {
            first.start();
            second.start();
            await().until(services::isWatched);

            services.event("ADDED", object("b", 2));

            await().untilAsserted(() -> assertThat(first.get(B)).isInstanceOf(Observed.Present.class));
            assertThat(second.get(B)).isInstanceOf(Observed.Present.class);
            assertThat(second.get(A)).isEqualTo(first.get(A));
            assertThat(services.watches()).isOne();
        }
    }

    @Test
    void aLaterOneIsNotifiedOfEverythingThatIsThere() {
        List<NamespacedName> notified = new CopyOnWriteArrayList<>();
        try (ResourceCache<Unstructured> first = new ResourceCache<>(cluster, SERVICES, () -> {})) {
            first.start();
            await().until(services::isWatched);
            ResourceCache<Unstructured> later = new ResourceCache<>(cluster, SERVICES, keysTo(notified));

            later.start();

            assertThat(notified).containsExactly(A);
            assertThat(later.get(A)).isInstanceOf(Observed.Present.class);
            services.event("ADDED", object("b", 2));
            await().untilAsserted(() -> assertThat(notified).containsExactly(A, B));
            later.close();
        }
    }

    @Test
    void oneThatIsClosedIsNotNotifiedAndTheOthersGoOn() {
        List<NamespacedName> notified = new CopyOnWriteArrayList<>();
        ResourceCache<Unstructured> closed = new ResourceCache<>(cluster, SERVICES, keysTo(notified));
        try (ResourceCache<Unstructured> open = new ResourceCache<>(cluster, SERVICES, () -> {})) {
            closed.start();
            open.start();
            await().until(services::isWatched);
            closed.close();

            services.event("ADDED", object("b", 2));

            await().untilAsserted(() -> assertThat(open.get(B)).isInstanceOf(Observed.Present.class));
            assertThat(notified).containsExactly(A);
        }
    }

    @Test
    void theWatchEndsWithTheLastAndBeginsAnewWithTheNext() {
        ResourceCache<Unstructured> first = new ResourceCache<>(cluster, SERVICES, () -> {});
        first.start();
        await().until(services::isWatched);
        first.close();
        services.objects(object("b", 2));

        try (ResourceCache<Unstructured> next = new ResourceCache<>(cluster, SERVICES, () -> {})) {
            next.start();

            await().untilAsserted(() -> assertThat(next.get(B)).isInstanceOf(Observed.Present.class));
            assertThat(next.get(A)).isInstanceOf(Observed.Absent.class);
        }
    }

    @Test
    void aListenerOfOneObjectIsNotNotifiedOfOthers() {
        List<NamespacedName> notified = new CopyOnWriteArrayList<>();
        try (ResourceCache<Unstructured> cache =
                new ResourceCache<>(cluster, SERVICES, CacheListener.of(B, keysTo(notified)))) {
            cache.start();
            await().until(services::isWatched);

            services.event("MODIFIED", object("a", 2));
            services.event("ADDED", object("b", 3));

            await().untilAsserted(() -> assertThat(notified).containsExactly(B));
        }
    }

    @Test
    void oneWhoseListenerFailsKeepsNothingFromTheOthers() {
        List<NamespacedName> notified = new CopyOnWriteArrayList<>();
        ResourceCache<Unstructured> failing = new ResourceCache<>(cluster, SERVICES, failingAt(B));
        try (failing;
                ResourceCache<Unstructured> other = new ResourceCache<>(cluster, SERVICES, keysTo(notified))) {
            failing.start();
            other.start();
            await().until(services::isWatched);

            services.event("ADDED", object("b", 2));

            await().untilAsserted(() -> assertThat(notified).contains(B));
        }
    }

    private static CacheListener failingAt(NamespacedName key) {
        return CacheListener.of(key, new CacheListener() {
            @Override
            public void changed() {}

            @Override
            public void objectChanged(NamespacedName changed) {
                throw new IllegalStateException("on purpose");
            }
        });
    }

    @Test
    void oneThatIsClosedBeforeItsStartDoesNotStart() {
        ResourceCache<Unstructured> cache = new ResourceCache<>(cluster, SERVICES, () -> {});
        cache.close();

        cache.start();

        assertThat(cache.state()).isEmpty();
        assertThat(cache.get(A)).isInstanceOf(Observed.Pending.class);
    }

    private static CacheListener keysTo(List<NamespacedName> notified) {
        return new CacheListener() {
            @Override
            public void changed() {}

            @Override
            public void objectChanged(NamespacedName key) {
                notified.add(key);
            }
        };
    }

    private static String object(String name, int version) {
        return "{\"metadata\":{\"namespace\":\"ns\",\"name\":\"%s\",\"resourceVersion\":\"%d\"}}"
                .formatted(name, version);
    }
}
