package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ResourceQuery;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Watches each query once, however many caches are of it. Thread-safe. */
final class SharedWatches {

    private final ClusterContext cluster;
    private final Map<ResourceQuery<?>, SharedWatch<?>> running = new HashMap<>();

    SharedWatches(ClusterContext cluster) {
        this.cluster = cluster;
    }

    /**
     * The watch of that query, with one listener more, for which {@link SharedWatch#startFor} has to follow.
     *
     * @param kept what of an object is kept; the first of a query decides for all
     */
    @SuppressWarnings("unchecked") // The query holds the type.
    synchronized <T extends KubernetesObject> SharedWatch<T> join(
            ResourceQuery<T> resourceQuery, UnaryOperator<T> kept, CacheListener listener) {
        SharedWatch<T> watch = (SharedWatch<T>)
                running.computeIfAbsent(resourceQuery, unknown -> new SharedWatch<>(cluster, resourceQuery, kept));
        watch.add(listener);
        return watch;
    }

    /** Ends the watch, and waits for its thread, when that was its last listener. */
    void leave(ResourceQuery<?> resourceQuery, CacheListener listener) {
        SharedWatch<?> unused = null;
        synchronized (this) {
            SharedWatch<?> watch = running.get(resourceQuery);
            if (watch != null && watch.remove(listener)) {
                running.remove(resourceQuery);
                unused = watch;
            }
        }
        if (unused != null) {
            unused.close();
        }
    }
}
