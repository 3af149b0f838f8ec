package io.operatormetrics.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The series of many objects, kept by the object they tell of. Whoever watches the objects calls {@link #put} and {@link #remove} as they
 * change; a scrape sees an object's series all old or all new, in every family.
 *
 * <p>What would make an invalid exposition is refused with an IllegalArgumentException that names it, and then nothing has changed.
 *
 * <p>Safe for use by many threads. A writer waits for another writer, or for as long as a scrape takes to list the series that changed;
 * never for rendering.
 */
public final class ExpositionStore {

    private final Map<String, FamilySeries> families = new TreeMap<>();
    private final Map<String, String> openMetricsNames = new HashMap<>();
    private final Map<String, List<Series>> objects = new HashMap<>();

    /** Makes a family known; it shows up once it has a series. The same family again is fine, another of its name is not. */
    public synchronized void register(MetricFamily family) {
        FamilySeries known = families.get(family.name());
        if (known != null && !known.family().equals(family)) {
            throw new IllegalArgumentException(
                    family.name() + " is registered already, and differs: " + known.family());
        }
        String rival = openMetricsNames.putIfAbsent(family.openMetricsName(), family.name());
        if (rival != null && !rival.equals(family.name())) {
            throw new IllegalArgumentException(family.name() + " and " + rival + " would be one family in OpenMetrics: "
                    + family.openMetricsName());
        }
        if (known == null) {
            families.put(family.name(), new FamilySeries(family));
        }
    }

    /**
     * Replaces all series of an object, in every family, at once.
     *
     * @param objectKey whatever tells objects apart, for instance {@code Secret/namespace/name}
     */
    public synchronized void put(String objectKey, List<Series> series) {
        List<Series> now = List.copyOf(series);
        List<Series> before = objects.getOrDefault(objectKey, List.of());
        if (now.equals(before)) {
            return;
        }
        check(objectKey, now);
        before.forEach(old -> familyOf(old).remove(old));
        now.forEach(fresh -> familyOf(fresh).put(objectKey, fresh));
        if (now.isEmpty()) {
            objects.remove(objectKey);
        } else {
            objects.put(objectKey, now);
        }
    }

    /** Drops all series of an object; fine when there are none. */
    public void remove(String objectKey) {
        put(objectKey, List.of());
    }

    /** All families by name as they are at one moment. What a family looked like the last time is handed out again if it is unchanged. */
    synchronized List<FamilySnapshot> snapshot() {
        Collection<FamilySeries> all = families.values();
        List<FamilySnapshot> snapshots = new ArrayList<>(all.size());
        all.forEach(family -> snapshots.add(family.snapshot()));
        return snapshots;
    }

    private void check(String objectKey, List<Series> series) {
        Set<List<?>> identities = new HashSet<>();
        for (Series one : series) {
            String owner = familyOf(one).owner(one);
            if (owner != null && !owner.equals(objectKey)) {
                throw new IllegalArgumentException(
                        one.identity() + " of " + objectKey + " is a series of " + owner + " already");
            }
            if (!identities.add(List.of(one.family().name(), one.labelValues()))) {
                throw new IllegalArgumentException(one.identity() + " is there twice in " + objectKey);
            }
        }
    }

    private FamilySeries familyOf(Series series) {
        FamilySeries known = families.get(series.family().name());
        if (known == null) {
            throw new IllegalArgumentException(series.family().name() + " is not registered");
        }
        if (!known.family().equals(series.family())) {
            throw new IllegalArgumentException(
                    series.family() + " is not the family registered under that name: " + known.family());
        }
        return known;
    }
}
