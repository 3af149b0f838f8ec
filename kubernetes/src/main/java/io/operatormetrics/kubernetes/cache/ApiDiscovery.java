package io.operatormetrics.kubernetes.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesHttp;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.loop.Loop;
import io.operatormetrics.kubernetes.loop.Loops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Knows which APIs the cluster serves, and says so when that changes. Discovery says it; when to ask discovery is learnt by watching
 * CustomResourceDefinitions and APIServices, so that nothing is polled. Where those may not be watched, discovery is asked every 30
 * seconds.
 *
 * <p>An API server that has just started does not know its custom resources yet, and answers as if there were none. Therefore an API that was
 * served counts as gone once its definition is seen to go, or once discovery has not named it for half a minute.
 */
public final class ApiDiscovery implements AutoCloseable {

    /** Whether an API is there. */
    public enum ApiAvailability {
        /** Nobody could say yet. */
        UNKNOWN,
        ABSENT,
        SERVED
    }

    private static final Logger log = LoggerFactory.getLogger(ApiDiscovery.class);

    /** Discovery runs behind definitions, by seconds where an aggregated API server comes up. */
    private static final List<Duration> DELAYS_AFTER_EVENT = List.of(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(15));

    private static final Duration WITHOUT_ANSWER = Duration.ofSeconds(5);
    private static final Duration WITHOUT_WATCH = Duration.ofSeconds(30);
    private static final Duration FOREVER = Duration.ofDays(1);
    /** A sleep is cut into such pieces, so that it shows that this object is alive. */
    private static final Duration TURN = Duration.ofMinutes(1);

    private final DiscoveryClient api;
    private final Clock clock;
    private final Loops loops;
    private final Reflector<Definition> definitions;
    private final Reflector<Definition> services;
    /** Names of definitions and APIServices that were seen, and whether they are there now. */
    private final Map<String, Boolean> seen = new ConcurrentHashMap<>();

    private final List<ApiSubscription> followers = new CopyOnWriteArrayList<>();
    /** Of APIs that are followed, those that are served in these versions only, which are not ours. */
    private final Map<GroupVersionResource, Set<String>> otherVersions = new ConcurrentHashMap<>();

    private final Semaphore wake = new Semaphore(0);
    /** For how long a busy API server asked not to be asked, when it was asked last; of this object's thread. */
    private Duration retryAfter = Duration.ZERO;
    /** How often since the last hint; of this object's thread. */
    private int asked;

    private volatile @Nullable Loop loop;

    ApiDiscovery(KubernetesClient client, Clock clock, Loops loops) {
        api = new DiscoveryClient(new KubernetesHttp(client));
        this.clock = clock;
        this.loops = loops;
        definitions = watch(client, GroupVersionResource.CUSTOM_RESOURCE_DEFINITIONS, clock);
        services = watch(client, GroupVersionResource.API_SERVICES, clock);
    }

    private record Definition(ObjectMeta metadata) implements KubernetesObject {}

    private Reflector<Definition> watch(KubernetesClient client, GroupVersionResource resource, Clock clock) {
        return new Reflector<>(
                client,
                ResourceQuery.all(resource, Definition.class).metadataOnly(),
                clock,
                loops,
                new Reflector.Listener<>() {
                    private boolean forbidden;

                    @Override
                    public void put(Definition definition) {
                        seen.put(definition.metadata().name(), true);
                        askIfFollowed(definition.metadata().name());
                    }

                    @Override
                    public void gone(NamespacedName key) {
                        seen.put(key.name(), false);
                        askIfFollowed(key.name());
                    }

                    @Override
                    public void stateChanged(WatchStatus state) {
                        if (state.forbidden() && !forbidden) {
                            log.info(
                                    "without list and watch on {} a new API is noticed within {} s only",
                                    resource.qualifiedName(),
                                    WITHOUT_WATCH.toSeconds());
                        }
                        forbidden = state.forbidden();
                        ask();
                    }
                });
    }

    private void askIfFollowed(String definition) {
        if (followers.stream()
                .map(ApiSubscription::resource)
                .anyMatch(resource ->
                        definition.equals(resource.qualifiedName()) || definition.equals(resource.apiServiceName()))) {
            ask();
        }
    }

    /** Starts watching; returns at once. */
    public void start() {
        definitions.start();
        services.start();
        loop = loops.start("discovery", TURN, this::askOnce);
    }

    /** Tells the listener whether this API is served, as soon as that is known and at each change, on this object's thread. */
    public void follow(GroupVersionResource resource, Consumer<ApiAvailability> listener) {
        followers.add(new ApiSubscription(resource, listener));
        ask();
    }

    /** Whether the API server said anything about this API to anybody who follows it, be it that it may not or cannot be asked. */
    public boolean answered(GroupVersionResource resource) {
        return followers.stream().anyMatch(follower -> follower.resource().equals(resource) && follower.isAnswered());
    }

    /** Whether this API is there, but not in the version that we read. */
    public boolean isOtherVersionServed(GroupVersionResource resource) {
        return otherVersions.containsKey(resource);
    }

    /** Asks discovery again now, and a few times more: something hints that it changed. */
    public void ask() {
        wake.release();
    }

    private void askOnce() throws InterruptedException {
        retryAfter = Duration.ZERO;
        boolean answered = askAll();
        // Hints that come meanwhile are taken up afterwards.
        Loop.pause(retryAfter);
        Duration pause = asked < DELAYS_AFTER_EVENT.size()
                ? DELAYS_AFTER_EVENT.get(asked++)
                : !answered ? WITHOUT_ANSWER : mayWatch() ? FOREVER : WITHOUT_WATCH;
        if (isWokenWithin(pause)) {
            wake.drainPermits();
            asked = 0;
        }
    }

    private boolean isWokenWithin(Duration pause) throws InterruptedException {
        Duration left = pause;
        while (left.compareTo(TURN) > 0) {
            if (wake.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            Loop.turned();
            left = left.minus(TURN);
        }
        return wake.tryAcquire(left.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean mayWatch() {
        return !definitions.state().forbidden() && !services.state().forbidden();
    }

    /** Asks once for each group and version; whether all of them answered, and are believed. */
    private boolean askAll() throws InterruptedException {
        boolean answered = true;
        Map<String, List<ApiSubscription>> byGroupVersion = followers.stream()
                .collect(Collectors.groupingBy(follower -> follower.resource().groupVersionPath()));
        for (Map.Entry<String, List<ApiSubscription>> entry : byGroupVersion.entrySet()) {
            try {
                Set<String> served = api.served(entry.getKey());
                Set<GroupVersionResource> news = new LinkedHashSet<>();
                for (ApiSubscription follower : entry.getValue()) {
                    GroupVersionResource resource = follower.resource();
                    if (isInOtherVersions(resource, served)) {
                        follower.takeOtherVersions();
                        continue;
                    }
                    switch (follower.take(served.contains(resource.plural()), isSeenToGo(resource), clock.instant())) {
                        case NEWS -> news.add(resource);
                        case KNOWN -> {}
                        case DOUBTED -> answered = false;
                    }
                }
                news.forEach(resource -> log.info(
                        "API {} is {}",
                        resource.qualifiedName(),
                        served.contains(resource.plural()) ? "served" : "not served"));
            } catch (ApiException failure) {
                // Not an answer to the question: an aggregated API server is down, or we may not ask. What was known
                // stays.
                log.debug("{}: cannot determine what is served: {}", entry.getKey(), failure.message());
                entry.getValue().forEach(follower -> follower.refused(failure));
                retryAfter = failure.retryAfter().compareTo(retryAfter) > 0 ? failure.retryAfter() : retryAfter;
                answered = false;
            }
        }
        return answered;
    }

    /** An API server that starts deletes the APIServices of its custom resources for a moment, so that a definition counts for more. */
    private boolean isSeenToGo(GroupVersionResource resource) {
        Boolean defined = seen.get(resource.qualifiedName());
        if (defined != null) {
            return !defined;
        }
        return definitions.state().synced() && Boolean.FALSE.equals(seen.get(resource.apiServiceName()));
    }

    /** Whether it is served in other versions alone; says so when that changes. */
    private boolean isInOtherVersions(GroupVersionResource resource, Set<String> served)
            throws ApiException, InterruptedException {
        Set<String> others = served.contains(resource.plural()) ? Set.of() : api.otherVersions(resource);
        Set<String> before = others.isEmpty() ? otherVersions.remove(resource) : otherVersions.put(resource, others);
        if (!others.isEmpty() && !others.equals(before)) {
            log.warn(
                    "API {} is not served in version {}, which is the one that is read here, but in {}: serve that version again, or update this program",
                    resource.qualifiedName(),
                    resource.version(),
                    String.join(", ", others));
        } else if (others.isEmpty() && before != null) {
            log.info("API {} is no longer served in other versions alone", resource.qualifiedName());
        }
        return !others.isEmpty();
    }

    @Override
    public void close() {
        definitions.close();
        services.close();
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
