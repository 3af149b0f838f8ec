package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Reflector;
import io.operatormetrics.kubernetes.cache.WatchStatus;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** Collects from one kind of object: watches it while its API is served, and forgets its series when that is no longer so. */
final class ResourceCollector<T extends KubernetesObject> implements AutoCloseable {
    private final String name;
    private final ClusterContext cluster;
    private final ResourceQuery<T> resourceQuery;
    private final ObjectSink<T> sink;
    private volatile @Nullable Reflector<T> watch;
    private boolean closed;

    /** @param name the value of label {@code collector} */
    ResourceCollector(String name, ClusterContext cluster, ResourceQuery<T> resourceQuery, ObjectSink<T> sink) {
        this.name = name;
        this.cluster = cluster;
        this.resourceQuery = resourceQuery;
        this.sink = sink;
    }

    String name() {
        return name;
    }

    void start() {
        cluster.follow(resourceQuery.resource(), this::presenceIs);
    }

    /** How the watch is doing; empty as long as the API is not served or its objects are not read, or that is not known yet. */
    Optional<WatchStatus> state() {
        return Optional.ofNullable(watch).map(Reflector::state);
    }

    Map<HiddenSeries, Integer> hidden() {
        return sink.hidden();
    }

    long cutTexts() {
        return sink.cutTexts();
    }

    /** What is expected and has not come yet. A watch that is refused, or of a version that is not served, is no reason to wait: nothing will come. */
    Optional<String> waitingFor() {
        Reflector<T> now = watch;
        if (now == null) {
            return cluster.isAnswered(resourceQuery.resource())
                    ? Optional.empty()
                    : Optional.of(name + ": not known yet whether there is anything to read");
        }
        WatchStatus state = now.state();
        return state.synced() || state.refused() || isVersionMissing(state)
                ? Optional.empty()
                : Optional.of(name + ": " + resourceQuery + " not listed yet");
    }

    private boolean isVersionMissing(WatchStatus state) {
        return state.notFound() && cluster.presence().isOtherVersionServed(resourceQuery.resource());
    }

    private synchronized void presenceIs(ApiAvailability apiAvailability) {
        if (closed) {
            return;
        }
        Reflector<T> running = watch;
        if (apiAvailability == ApiAvailability.SERVED && running == null) {
            Reflector<T> started = new Reflector<>(
                    cluster.client(), resourceQuery, cluster.clock(), cluster.loops(), new SinkListener());
            watch = started;
            started.start();
        } else if (apiAvailability == ApiAvailability.ABSENT && running != null) {
            watch = null;
            running.close();
            running.forgetAll();
        }
    }

    /** Ends the watch. What was collected stays in the exposition, for scrapes that are still running. */
    @Override
    public synchronized void close() {
        closed = true;
        Reflector<T> running = watch;
        if (running != null) {
            running.close();
        }
    }

    private final class SinkListener implements Reflector.Listener<T> {
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
        public void stateChanged(WatchStatus state) {
            if (state.notFound()) {
                // The API may have gone before anybody said so.
                cluster.presence().ask();
            }
        }
    }
}
