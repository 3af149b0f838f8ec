package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.UnreadableObject;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The present state of a selection of objects: watched wherever their API is served, empty where it is not. */
public final class ResourceCache<T extends KubernetesObject> implements AutoCloseable {

    private final ClusterContext cluster;
    private final ResourceQuery<T> resourceQuery;
    private final Runnable onChange;
    private final UnaryOperator<T> kept;
    private final Map<NamespacedName, T> objects = new ConcurrentHashMap<>();
    private final Map<NamespacedName, ApiException> unreadable = new ConcurrentHashMap<>();
    private volatile ApiAvailability apiAvailability = ApiAvailability.UNKNOWN;
    private volatile @Nullable Reflector<T> watch;
    private boolean closed;

    /** @param onChange called whenever what is seen may have changed, on a thread that must not be held up */
    public ResourceCache(ClusterContext cluster, ResourceQuery<T> resourceQuery, Runnable onChange) {
        this(cluster, resourceQuery, UnaryOperator.identity(), onChange);
    }

    /**
     * One that keeps less of each object than came.
     *
     * @param kept what of it, of the same name
     */
    public ResourceCache(
            ClusterContext cluster, ResourceQuery<T> resourceQuery, UnaryOperator<T> kept, Runnable onChange) {
        this.cluster = cluster;
        this.resourceQuery = resourceQuery;
        this.kept = kept;
        this.onChange = onChange;
    }

    /** Starts to find out; returns at once. */
    public void start() {
        cluster.follow(resourceQuery.resource(), this::presenceIs);
    }

    public GroupVersionResource resource() {
        return resourceQuery.resource();
    }

    /** Whether their API is served. */
    public ApiAvailability presence() {
        return apiAvailability;
    }

    /** The one of that name. Where its API is not served it is not found; while the connection is lost it is what was seen last. */
    public Observed<T> get(NamespacedName key) {
        T seen = objects.get(key);
        Optional<Observed<T>> blind = blindness();
        if (blind.isPresent()) {
            return blind.get();
        }
        return seen == null ? absence(key) : new Observed.Present<>(seen);
    }

    /** One that cannot be read is there, and so may be one that has no name that could be read. */
    private Observed<T> absence(NamespacedName key) {
        return unreadable.entrySet().stream()
                .filter(entry -> entry.getKey().equals(key) || UnreadableObject.isPlace(entry.getKey()))
                .<Observed<T>>map(entry -> new Observed.Unreadable<>(entry.getValue()))
                .findFirst()
                .orElse(new Observed.Absent<>());
    }

    /** All of them; like {@link #get}, where found holds all there are and may be empty, and one that is unreadable makes all so. */
    public Observed<Collection<T>> all() {
        Optional<Observed<Collection<T>>> blind = blindness();
        if (blind.isPresent()) {
            return blind.get();
        }
        return unreadable.values().stream()
                .<Observed<Collection<T>>>map(Observed.Unreadable::new)
                .findFirst()
                .orElseGet(() -> new Observed.Present<>(List.copyOf(objects.values())));
    }

    /** Why nothing can be said about any object; empty when it can. */
    private <S> Optional<Observed<S>> blindness() {
        Reflector<T> running = watch;
        if (running == null) {
            return apiAvailability == ApiAvailability.ABSENT ? Optional.empty() : Optional.of(new Observed.Pending<>());
        }
        WatchStatus state = running.state();
        ApiException problem = state.problem();
        if (problem != null && (!state.synced() || state.forbidden())) {
            return Optional.of(new Observed.Unreadable<>(problem));
        }
        return state.synced() ? Optional.empty() : Optional.of(new Observed.Pending<>());
    }

    private void presenceIs(ApiAvailability now) {
        Reflector<T> ended = replaceWatch(now);
        if (ended != null) {
            // Waits for the watch's thread, and so outside the lock.
            ended.close();
            ended.forgetAll();
        }
        onChange.run();
    }

    private synchronized @Nullable Reflector<T> replaceWatch(ApiAvailability now) {
        if (closed) {
            return null;
        }
        apiAvailability = now;
        Reflector<T> running = watch;
        if (now == ApiAvailability.SERVED && running == null) {
            Reflector<T> started =
                    new Reflector<>(cluster.client(), resourceQuery, cluster.clock(), cluster.loops(), new Listener());
            watch = started;
            started.start();
        } else if (now == ApiAvailability.ABSENT && running != null) {
            watch = null;
            return running;
        }
        return null;
    }

    private synchronized @Nullable Reflector<T> endWatch() {
        closed = true;
        Reflector<T> running = watch;
        watch = null;
        return running;
    }

    /** Nothing is told afterwards. */
    @Override
    public void close() {
        Reflector<T> running = endWatch();
        if (running != null) {
            running.close();
        }
    }

    /** What is seen, for people. */
    @Override
    public String toString() {
        return resourceQuery.toString();
    }

    private final class Listener implements Reflector.Listener<T> {
        @Override
        public void put(T object) {
            unreadable.remove(object.key());
            objects.put(object.key(), kept.apply(object));
            onChange.run();
        }

        @Override
        public void unreadable(NamespacedName key, ApiException why) {
            unreadable.put(key, why);
            objects.remove(key);
            onChange.run();
        }

        @Override
        public void gone(NamespacedName key) {
            unreadable.remove(key);
            objects.remove(key);
            onChange.run();
        }

        @Override
        public void stateChanged(WatchStatus state) {
            if (state.notFound()) {
                // The API may have gone before anybody said so.
                cluster.presence().ask();
            }
            onChange.run();
        }
    }
}
