package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.ObjectStream;
import io.operatormetrics.kubernetes.cache.ObjectWatch;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Reflector;
import io.operatormetrics.kubernetes.cache.WatchStatus;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Collects from one kind of object: watches it while its API is served, and forgets its series when that is no longer so. */
final class ResourceCollector implements AutoCloseable {
    private final String name;
    private final ClusterContext cluster;
    private final ObjectWatch objects;
    private final ObjectSink<?> sink;

    private ResourceCollector(String name, ClusterContext cluster, ObjectWatch objects, ObjectSink<?> sink) {
        this.name = name;
        this.cluster = cluster;
        this.objects = objects;
        this.sink = sink;
    }

    /**
     * From few objects, which are kept for others too.
     *
     * @param name the value of label {@code collector}
     * @param reading makes of a cached object what the sink takes
     */
    static <S extends KubernetesObject, T> ResourceCollector cached(
            String name,
            ClusterContext cluster,
            ResourceQuery<S> resourceQuery,
            Function<Observed<S>, Observed<T>> reading,
            ObjectSink<T> sink) {
        return new ResourceCollector(name, cluster, new CacheFeed<>(cluster, resourceQuery, reading, sink), sink);
    }

    /** From any number of objects, of which none is kept. */
    static <T extends KubernetesObject> ResourceCollector streamed(
            String name, ClusterContext cluster, ResourceQuery<T> resourceQuery, ObjectSink<T> sink) {
        return new ResourceCollector(
                name, cluster, new ObjectStream<>(cluster, resourceQuery, new SinkListener<>(sink)), sink);
    }

    String name() {
        return name;
    }

    void start() {
        objects.start();
    }

    /** How the watch is doing; empty as long as the API is not served or its objects are not read, or that is not known yet. */
    Optional<WatchStatus> state() {
        return objects.state();
    }

    Map<HiddenSeries, Integer> hidden() {
        return sink.hidden();
    }

    long cutTexts() {
        return sink.cutTexts();
    }

    /** What is expected and has not come yet. A watch that is refused, or of a version that is not served, is no reason to wait: nothing will come. */
    Optional<String> waitingFor() {
        Optional<WatchStatus> now = objects.state();
        if (now.isEmpty()) {
            return cluster.isAnswered(objects.resource())
                    ? Optional.empty()
                    : Optional.of(name + ": not known yet whether there is anything to read");
        }
        WatchStatus state = now.get();
        return state.synced() || state.refused() || isVersionMissing(state)
                ? Optional.empty()
                : Optional.of(name + ": " + objects + " not listed yet");
    }

    private boolean isVersionMissing(WatchStatus state) {
        return state.notFound() && cluster.presence().isOtherVersionServed(objects.resource());
    }

    /** Ends the watch. What was collected stays in the exposition, for scrapes that are still running. */
    @Override
    public void close() {
        objects.close();
    }

    private record SinkListener<T extends KubernetesObject>(ObjectSink<T> sink) implements Reflector.Listener<T> {
        @Override
        public void put(T object) {
            sink.put(object);
        }

        @Override
        public void gone(NamespacedName key) {
            sink.remove(key);
        }

        @Override
        public void unreadable(NamespacedName key, ApiException why) {
            sink.unreadable(key);
        }

        @Override
        public void stateChanged(WatchStatus state) {}
    }
}
