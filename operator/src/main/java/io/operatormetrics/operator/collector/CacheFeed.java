package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.cache.CacheListener;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.ObjectWatch;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.cache.WatchStatus;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;

import java.util.Optional;
import java.util.function.Function;

/** Feeds a sink from a cache, whose objects others read too. */
final class CacheFeed<S extends KubernetesObject, T> implements ObjectWatch {

    private final ResourceCache<S> cache;
    private final Function<Observed<S>, Observed<T>> reading;
    private final ObjectSink<T> sink;

    /** @param reading makes of a cached object what the sink takes */
    CacheFeed(
            ClusterContext cluster,
            ResourceQuery<S> resourceQuery,
            Function<Observed<S>, Observed<T>> reading,
            ObjectSink<T> sink) {
        this.cache = new ResourceCache<>(cluster, resourceQuery, new Listener());
        this.reading = reading;
        this.sink = sink;
    }

    /** Of two calls the later one sees the later state. */
    private synchronized void update(NamespacedName key) {
        switch (reading.apply(cache.lastSeen(key))) {
            case Observed.Present<T>(T object) -> sink.put(object);
            case Observed.Unreadable<T> _ -> sink.unreadable(key);
            case Observed.Absent<T> _, Observed.Pending<T> _ -> sink.remove(key);
        }
    }

    @Override
    public void start() {
        cache.start();
    }

    @Override
    public GroupVersionResource resource() {
        return cache.resource();
    }

    @Override
    public Optional<WatchStatus> state() {
        return cache.state();
    }

    /** What was fed stays in the sink. */
    @Override
    public void close() {
        cache.close();
    }

    @Override
    public String toString() {
        return cache.toString();
    }

    private final class Listener implements CacheListener {
        @Override
        public void changed() {}

        @Override
        public void objectChanged(NamespacedName key) {
            update(key);
        }
    }
}
