package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.Series;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The series of one collector's objects in the exposition. An object whose series the exposition refuses, because its text is not Unicode for
 * instance, has none until it changes: they are hidden and counted, and all other objects keep theirs. Thread-safe.
 */
final class ObjectSeries {
    private static final Logger log = LoggerFactory.getLogger(ObjectSeries.class);

    private final String collector;
    private final ExpositionStore store;
    /** How many series each refused object would have. */
    private final Map<NamespacedName, Integer> hidden = new ConcurrentHashMap<>();

    private final Set<NamespacedName> unreadable = ConcurrentHashMap.newKeySet();

    ObjectSeries(String collector, ExpositionStore store) {
        this.collector = collector;
        this.store = store;
    }

    synchronized void put(NamespacedName key, List<Series> series) {
        try {
            store.put(storeKey(key), series);
            show(key);
        } catch (IllegalArgumentException refusal) {
            // Values from before would be taken for those of now.
            store.remove(storeKey(key));
            hide(key, series.size(), refusal);
        }
    }

    synchronized void remove(NamespacedName key) {
        store.remove(storeKey(key));
        show(key);
    }

    /** The object is there, and what it has become is not known; the log has it already. */
    synchronized void unreadable(NamespacedName key) {
        remove(key);
        unreadable.add(key);
    }

    /** It is not unreadable any longer, whether it has series or not. */
    synchronized void readable(NamespacedName key) {
        unreadable.remove(key);
    }

    Map<HiddenSeries, Integer> hidden() {
        return Map.of(
                HiddenSeries.INVALID,
                        hidden.values().stream().mapToInt(Integer::intValue).sum(),
                HiddenSeries.UNREADABLE, unreadable.size());
    }

    private void hide(NamespacedName key, int count, IllegalArgumentException refusal) {
        boolean isFirst = hidden.isEmpty();
        boolean isKnown = hidden.put(key, count) != null;
        if (isFirst) {
            log.warn(
                    "collector {}: the series of {} are hidden until it changes: {}",
                    collector,
                    key,
                    refusal.getMessage());
        } else if (!isKnown) {
            log.debug("collector {}: the series of {} are hidden too: {}", collector, key, refusal.getMessage());
        }
    }

    private void show(NamespacedName key) {
        if (hidden.remove(key) != null && hidden.isEmpty()) {
            log.info("collector {}: no series are hidden any longer", collector);
        }
    }

    private String storeKey(NamespacedName key) {
        return collector + "/" + key;
    }
}
