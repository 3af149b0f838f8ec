package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.ApiPresence.Presence;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The present state of a selection of objects: watched wherever their API is served, empty where it is not. */
public final class ObjectView<T extends KubeObject> implements AutoCloseable {

    private final Cluster cluster;
    private final Selection<T> selection;
    private final Runnable onChange;
    private final UnaryOperator<T> kept;
    private final Map<ObjectKey, T> objects = new ConcurrentHashMap<>();
    private final Map<ObjectKey, ApiFailure> unreadable = new ConcurrentHashMap<>();
    private volatile Presence presence = Presence.UNKNOWN;
    private volatile @Nullable ResourceWatch<T> watch;
    private boolean closed;

    /** @param onChange called whenever what is seen may have changed, on a thread that must not be held up */
    public ObjectView(Cluster cluster, Selection<T> selection, Runnable onChange) {
        this(cluster, selection, UnaryOperator.identity(), onChange);
    }

    /**
     * One that keeps less of each object than came.
     *
     * @param kept what of it, of the same name
     */
    public ObjectView(Cluster cluster, Selection<T> selection, UnaryOperator<T> kept, Runnable onChange) {
        this.cluster = cluster;
        this.selection = selection;
        this.kept = kept;
        this.onChange = onChange;
    }

    /** Starts to find out; returns at once. */
    public void start() {
        cluster.follow(selection.resource(), this::presenceIs);
    }

    public ApiResource resource() {
        return selection.resource();
    }

    /** Whether their API is served. */
    public Presence presence() {
        return presence;
    }

    /** The one of that name. Where its API is not served it is not found; while the connection is lost it is what was seen last. */
    public Sight<T> sight(ObjectKey key) {
        T seen = objects.get(key);
        Optional<Sight<T>> blind = blindness();
        if (blind.isPresent()) {
            return blind.get();
        }
        return seen == null ? absence(key) : new Sight.Found<>(seen);
    }

    /** One that cannot be read is there, and so may be one that has no name that could be read. */
    private Sight<T> absence(ObjectKey key) {
        return unreadable.entrySet().stream()
                .filter(entry -> entry.getKey().equals(key) || UnreadableObject.isPlace(entry.getKey()))
                .<Sight<T>>map(entry -> new Sight.Unreadable<>(entry.getValue()))
                .findFirst()
                .orElse(new Sight.NotFound<>());
    }

    /** All of them; like {@link #sight}, where found holds all there are and may be empty, and one that is unreadable makes all so. */
    public Sight<Collection<T>> all() {
        Optional<Sight<Collection<T>>> blind = blindness();
        if (blind.isPresent()) {
            return blind.get();
        }
        return unreadable.values().stream()
                .<Sight<Collection<T>>>map(Sight.Unreadable::new)
                .findFirst()
                .orElseGet(() -> new Sight.Found<>(List.copyOf(objects.values())));
    }

    /** Why nothing can be said about any object; empty when it can. */
    private <S> Optional<Sight<S>> blindness() {
        ResourceWatch<T> running = watch;
        if (running == null) {
            return presence == Presence.ABSENT ? Optional.empty() : Optional.of(new Sight.Unknown<>());
        }
        WatchState state = running.state();
        ApiFailure problem = state.problem();
        if (problem != null && (!state.synced() || state.forbidden())) {
            return Optional.of(new Sight.Unreadable<>(problem));
        }
        return state.synced() ? Optional.empty() : Optional.of(new Sight.Unknown<>());
    }

    private void presenceIs(Presence now) {
        ResourceWatch<T> ended = replaceWatch(now);
        if (ended != null) {
            // Waits for the watch's thread, and so outside the lock.
            ended.close();
            ended.forgetAll();
        }
        onChange.run();
    }

    private synchronized @Nullable ResourceWatch<T> replaceWatch(Presence now) {
        if (closed) {
            return null;
        }
        presence = now;
        ResourceWatch<T> running = watch;
        if (now == Presence.SERVED && running == null) {
            ResourceWatch<T> started =
                    new ResourceWatch<>(cluster.client(), selection, cluster.clock(), cluster.loops(), new Listener());
            watch = started;
            started.start();
        } else if (now == Presence.ABSENT && running != null) {
            watch = null;
            return running;
        }
        return null;
    }

    private synchronized @Nullable ResourceWatch<T> endWatch() {
        closed = true;
        ResourceWatch<T> running = watch;
        watch = null;
        return running;
    }

    /** Nothing is told afterwards. */
    @Override
    public void close() {
        ResourceWatch<T> running = endWatch();
        if (running != null) {
            running.close();
        }
    }

    /** What is seen, for people. */
    @Override
    public String toString() {
        return selection.toString();
    }

    private final class Listener implements ResourceWatch.Listener<T> {
        @Override
        public void put(T object) {
            unreadable.remove(object.key());
            objects.put(object.key(), kept.apply(object));
            onChange.run();
        }

        @Override
        public void unreadable(ObjectKey key, ApiFailure why) {
            unreadable.put(key, why);
            objects.remove(key);
            onChange.run();
        }

        @Override
        public void gone(ObjectKey key) {
            unreadable.remove(key);
            objects.remove(key);
            onChange.run();
        }

        @Override
        public void stateChanged(WatchState state) {
            if (state.notFound()) {
                // The API may have gone before anybody said so.
                cluster.presence().ask();
            }
            onChange.run();
        }
    }
}
