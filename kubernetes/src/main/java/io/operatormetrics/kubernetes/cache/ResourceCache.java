package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The present state of a selection of objects: watched wherever their API is served, empty where it is not. All caches of one query on one
 * {@link ClusterContext} share a watch and what it has seen.
 */
public final class ResourceCache<T extends KubernetesObject> implements ObjectWatch {

    private final ClusterContext cluster;
    private final ResourceQuery<T> resourceQuery;
    private final CacheListener listener;
    private final UnaryOperator<T> kept;
    private volatile @Nullable SharedWatch<T> watch;
    private volatile boolean closed;

    /** @param listener called from {@link #start()} on */
    public ResourceCache(ClusterContext cluster, ResourceQuery<T> resourceQuery, CacheListener listener) {
        this(cluster, resourceQuery, UnaryOperator.identity(), listener);
    }

    /**
     * One that keeps less of each object than came.
     *
     * @param kept what of it, of the same name; the same for all caches of that query
     */
    public ResourceCache(
            ClusterContext cluster, ResourceQuery<T> resourceQuery, UnaryOperator<T> kept, CacheListener listener) {
        this.cluster = cluster;
        this.resourceQuery = resourceQuery;
        this.kept = kept;
        this.listener = new CacheListener() {
            @Override
            public void changed() {
                if (!closed) {
                    listener.changed();
                }
            }

            @Override
            public void objectChanged(NamespacedName key) {
                if (!closed) {
                    listener.objectChanged(key);
                }
            }
        };
    }

    /** Starts to find out; returns at once. Started again, or closed, it stays as it is. */
    @Override
    public void start() {
        SharedWatch<T> joined;
        synchronized (this) {
            if (closed || watch != null) {
                return;
            }
            joined = cluster.watches().join(resourceQuery, kept, listener);
            watch = joined;
        }
        // Last, since it calls the listener, which asks this cache.
        joined.startFor(listener);
    }

    @Override
    public GroupVersionResource resource() {
        return resourceQuery.resource();
    }

    /** Whether their API is served. */
    public ApiAvailability presence() {
        SharedWatch<T> shared = watch;
        return shared == null ? ApiAvailability.UNKNOWN : shared.presence();
    }

    @Override
    public Optional<WatchStatus> state() {
        return Optional.ofNullable(watch).flatMap(SharedWatch::state);
    }

    /** The one of that name. Where its API is not served it is not found; while the connection is lost it is what was seen last. */
    public Observed<T> get(NamespacedName key) {
        SharedWatch<T> shared = watch;
        return shared == null ? new Observed.Pending<>() : shared.get(key);
    }

    /** The same, whatever happened to the watch since it was seen; never pending. */
    public Observed<T> lastSeen(NamespacedName key) {
        SharedWatch<T> shared = watch;
        return shared == null ? new Observed.Absent<>() : shared.lastSeen(key);
    }

    /** All of them; like {@link #get}, where found holds all there are and may be empty, and one that is unreadable makes all so. */
    public Observed<Collection<T>> all() {
        SharedWatch<T> shared = watch;
        return shared == null ? new Observed.Pending<>() : shared.all();
    }

    /** The listener is not called again, but for a call that is under way. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cluster.watches().leave(resourceQuery, listener);
    }

    /** What is seen, for people. */
    @Override
    public String toString() {
        return resourceQuery.toString();
    }
}
