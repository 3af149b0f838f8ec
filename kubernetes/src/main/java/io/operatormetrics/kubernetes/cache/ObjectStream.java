package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** A selection of objects as they come and go, of which none is kept. Where their API ends, all are gone. */
public final class ObjectStream<T extends KubernetesObject> implements ObjectWatch {

    private final ClusterContext cluster;
    private final ResourceQuery<T> resourceQuery;
    private final Reflector.Listener<T> listener;
    private final Runnable onPresence;
    private volatile ApiAvailability apiAvailability = ApiAvailability.UNKNOWN;
    private volatile @Nullable Reflector<T> watch;
    private boolean closed;

    public ObjectStream(ClusterContext cluster, ResourceQuery<T> resourceQuery, Reflector.Listener<T> listener) {
        this(cluster, resourceQuery, listener, () -> {});
    }

    /** @param onPresence called after it has turned out whether their API is served, and at each change */
    ObjectStream(
            ClusterContext cluster,
            ResourceQuery<T> resourceQuery,
            Reflector.Listener<T> listener,
            Runnable onPresence) {
        this.cluster = cluster;
        this.resourceQuery = resourceQuery;
        this.listener = listener;
        this.onPresence = onPresence;
    }

    @Override
    public void start() {
        cluster.follow(resourceQuery.resource(), this::presenceIs);
    }

    @Override
    public GroupVersionResource resource() {
        return resourceQuery.resource();
    }

    ApiAvailability presence() {
        return apiAvailability;
    }

    @Override
    public Optional<WatchStatus> state() {
        return Optional.ofNullable(watch).map(Reflector::state);
    }

    private void presenceIs(ApiAvailability now) {
        Reflector<T> ended = replaceWatch(now);
        if (ended != null) {
            // Waits for the watch's thread, and so outside the lock.
            ended.close();
            ended.forgetAll();
        }
        onPresence.run();
    }

    private synchronized @Nullable Reflector<T> replaceWatch(ApiAvailability now) {
        if (closed) {
            return null;
        }
        apiAvailability = now;
        Reflector<T> running = watch;
        if (now == ApiAvailability.SERVED && running == null) {
            Reflector<T> started = new Reflector<>(
                    cluster.client(), resourceQuery, cluster.clock(), cluster.loops(), new AskingListener());
            watch = started;
            started.start();
        } else if (now == ApiAvailability.ABSENT && running != null) {
            watch = null;
            return running;
        }
        return null;
    }

    /** Waits for the watch's thread. What came stays where it went, and {@link #state} as it was. */
    @Override
    public void close() {
        Reflector<T> running;
        synchronized (this) {
            closed = true;
            running = watch;
        }
        if (running != null) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return resourceQuery.toString();
    }

    private final class AskingListener implements Reflector.Listener<T> {
        @Override
        public void put(T object) {
            listener.put(object);
        }

        @Override
        public void gone(NamespacedName key) {
            listener.gone(key);
        }

        @Override
        public void unreadable(NamespacedName key, ApiException why) {
            listener.unreadable(key, why);
        }

        @Override
        public void stateChanged(WatchStatus state) {
            if (state.notFound()) {
                // The API may have gone before anybody said so.
                cluster.presence().ask();
            }
            listener.stateChanged(state);
        }
    }
}
