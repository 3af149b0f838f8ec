package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

import java.time.Clock;

/** The present state of one named object: watched, and said in one value whether it is there, not there, or not known. */
final class WatchedObject<T extends KubeObject> implements AutoCloseable {

    private final ObjectKey key;
    private final Runnable onChange;
    private final ResourceWatch<T> watch;
    private volatile @Nullable T object;

    /** @param onChange called on the watch's thread whenever {@link #sight} may have changed */
    WatchedObject(KubernetesClient client, Selection<T> selection, ObjectKey key, Clock clock, Runnable onChange) {
        this.key = key;
        this.onChange = onChange;
        this.watch = new ResourceWatch<>(client, selection, clock, new Listener());
    }

    void start() {
        watch.start();
    }

    /** While the connection is lost this is what was seen last. */
    Sight<T> sight() {
        T seen = object;
        WatchState state = watch.state();
        ApiFailure problem = state.problem();
        if (problem != null && (!state.synced() || problem.kind() == ApiFailure.Kind.FORBIDDEN)) {
            return new Sight.Unreadable<>(problem);
        }
        if (seen != null) {
            return new Sight.Found<>(seen);
        }
        return state.synced() ? new Sight.NotFound<>() : new Sight.Unknown<>();
    }

    @Override
    public void close() {
        watch.close();
    }

    private final class Listener implements ResourceWatch.Listener<T> {
        @Override
        public void put(T now) {
            // A server that does not know the field selector sends others too.
            if (now.key().equals(key)) {
                object = now;
                onChange.run();
            }
        }

        @Override
        public void gone(ObjectKey gone) {
            if (gone.equals(key)) {
                object = null;
                onChange.run();
            }
        }

        @Override
        public void stateChanged(WatchState state) {
            onChange.run();
        }
    }
}
