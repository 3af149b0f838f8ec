package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ResourceWatch;
import io.operatormetrics.operator.kube.Selection;
import io.operatormetrics.operator.kube.WatchState;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** Collects from one kind of object: watches it while its API is served, and forgets its series when that is no longer so. */
final class Collector<T extends KubeObject> implements AutoCloseable {
    private final String name;
    private final Cluster cluster;
    private final Selection<T> selection;
    private final ObjectSink<T> sink;
    private volatile @Nullable ResourceWatch<T> watch;
    private boolean closed;

    /** @param name the value of label {@code collector} */
    Collector(String name, Cluster cluster, Selection<T> selection, ObjectSink<T> sink) {
        this.name = name;
        this.cluster = cluster;
        this.selection = selection;
        this.sink = sink;
    }

    String name() {
        return name;
    }

    void start() {
        cluster.follow(selection.resource(), this::presenceIs);
    }

    /** How the watch is doing; empty as long as the API is not served or its objects are not read, or that is not known yet. */
    Optional<WatchState> state() {
        return Optional.ofNullable(watch).map(ResourceWatch::state);
    }

    Map<HiddenSeries, Integer> hidden() {
        return sink.hidden();
    }

    long cutTexts() {
        return sink.cutTexts();
    }

    /** What is expected and has not come yet. A watch that is refused, or of a version that is not served, is no reason to wait: nothing will come. */
    Optional<String> waitingFor() {
        ResourceWatch<T> now = watch;
        if (now == null) {
            return cluster.isAnswered(selection.resource())
                    ? Optional.empty()
                    : Optional.of(name + ": not known yet whether there is anything to read");
        }
        WatchState state = now.state();
        return state.synced() || state.refused() || isVersionMissing(state)
                ? Optional.empty()
                : Optional.of(name + ": " + selection + " not listed yet");
    }

    private boolean isVersionMissing(WatchState state) {
        return state.notFound() && cluster.presence().isOtherVersionServed(selection.resource());
    }

    private synchronized void presenceIs(Presence presence) {
        if (closed) {
            return;
        }
        ResourceWatch<T> running = watch;
        if (presence == Presence.SERVED && running == null) {
            ResourceWatch<T> started = new ResourceWatch<>(
                    cluster.client(), selection, cluster.clock(), cluster.loops(), new SinkListener());
            watch = started;
            started.start();
        } else if (presence == Presence.ABSENT && running != null) {
            watch = null;
            running.close();
            running.forgetAll();
        }
    }

    /** Ends the watch. What was collected stays in the exposition, for scrapes that are still running. */
    @Override
    public synchronized void close() {
        closed = true;
        ResourceWatch<T> running = watch;
        if (running != null) {
            running.close();
        }
    }

    private final class SinkListener implements ResourceWatch.Listener<T> {
        @Override
        public void put(T object) {
            sink.put(object);
        }

        @Override
        public void gone(ObjectKey key) {
            sink.remove(key);
        }

        @Override
        public void unreadable(ObjectKey key, ApiFailure why) {
            sink.unreadable(key);
        }

        @Override
        public void stateChanged(WatchState state) {
            if (state.notFound()) {
                // The API may have gone before anybody said so.
                cluster.presence().ask();
            }
        }
    }
}
