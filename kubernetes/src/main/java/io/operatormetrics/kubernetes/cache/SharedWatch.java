package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.UnreadableObject;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One query's objects, watched while their API is served, for all caches of that query. */
final class SharedWatch<T extends KubernetesObject> {

    private final UnaryOperator<T> kept;
    private final List<CacheListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<NamespacedName, T> objects = new ConcurrentHashMap<>();
    private final Map<NamespacedName, ApiException> unreadable = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final ObjectStream<T> stream;

    /** @param kept what of an object is kept, of the same name */
    SharedWatch(ClusterContext cluster, ResourceQuery<T> resourceQuery, UnaryOperator<T> kept) {
        this.kept = kept;
        this.stream = new ObjectStream<>(cluster, resourceQuery, new ObjectListener(), this::changed);
    }

    void add(CacheListener listener) {
        listeners.add(listener);
    }

    /** Starts to find out, for the first; notifies any other of everything that is there. Returns at once. */
    void startFor(CacheListener listener) {
        if (started.compareAndSet(false, true)) {
            stream.start();
            return;
        }
        Stream.of(objects.keySet(), unreadable.keySet())
                .flatMap(Collection::stream)
                .forEach(listener::objectChanged);
        listener.changed();
    }

    /** Returns whether nobody listens any more. */
    boolean remove(CacheListener listener) {
        listeners.remove(listener);
        return listeners.isEmpty();
    }

    ApiAvailability presence() {
        return stream.presence();
    }

    /** Empty while there is nothing to watch. */
    Optional<WatchStatus> state() {
        return stream.state();
    }

    Observed<T> get(NamespacedName key) {
        // In this order: once a list is whole, what it does not hold is absent.
        Optional<Observed<T>> blind = blindness();
        return blind.orElseGet(() -> lastSeen(key));
    }

    Observed<T> lastSeen(NamespacedName key) {
        T seen = objects.get(key);
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

    Observed<Collection<T>> all() {
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
        Optional<WatchStatus> known = stream.state();
        if (known.isEmpty()) {
            return presence() == ApiAvailability.ABSENT ? Optional.empty() : Optional.of(new Observed.Pending<>());
        }
        WatchStatus state = known.get();
        ApiException problem = state.problem();
        if (problem != null && (!state.synced() || state.forbidden())) {
            return Optional.of(new Observed.Unreadable<>(problem));
        }
        return state.synced() ? Optional.empty() : Optional.of(new Observed.Pending<>());
    }

    /** Waits for the watch's thread. */
    void close() {
        stream.close();
    }

    private void changed() {
        notifyListeners(CacheListener::changed);
    }

    private void changed(NamespacedName key) {
        notifyListeners(listener -> listener.objectChanged(key));
    }

    /** One that fails keeps nothing from the others; the watch takes the failure up, and lists again. */
    private void notifyListeners(Consumer<CacheListener> call) {
        RuntimeException failure = null;
        for (CacheListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException failed) {
                failure = failed;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private final class ObjectListener implements Reflector.Listener<T> {
        @Override
        public void put(T object) {
            objects.put(object.key(), kept.apply(object));
            unreadable.remove(object.key());
            changed(object.key());
        }

        @Override
        public void unreadable(NamespacedName key, ApiException why) {
            unreadable.put(key, why);
            objects.remove(key);
            changed(key);
        }

        @Override
        public void gone(NamespacedName key) {
            unreadable.remove(key);
            objects.remove(key);
            changed(key);
        }

        @Override
        public void stateChanged(WatchStatus state) {
            SharedWatch.this.changed();
        }
    }
}
