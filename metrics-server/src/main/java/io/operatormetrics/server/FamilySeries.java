package io.operatormetrics.server;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The present series of one family, in the order of their label values. Guarded by the store. */
final class FamilySeries {

    private static final Comparator<List<String>> BY_LABEL_VALUES = FamilySeries::compare;

    private record Owned(String objectKey, Series series) {}

    private final MetricFamily family;
    private final SortedMap<List<String>, Owned> series = new TreeMap<>(BY_LABEL_VALUES);
    private @Nullable FamilySnapshot latest;

    FamilySeries(MetricFamily family) {
        this.family = family;
    }

    MetricFamily family() {
        return family;
    }

    /** The object that has a series of these labels, if any. */
    @Nullable String owner(Series wanted) {
        Owned owned = series.get(wanted.labelValues());
        return owned == null ? null : owned.objectKey();
    }

    void put(String objectKey, Series fresh) {
        series.put(fresh.labelValues(), new Owned(objectKey, fresh));
        latest = null;
    }

    void remove(Series old) {
        series.remove(old.labelValues());
        latest = null;
    }

    FamilySnapshot snapshot() {
        if (latest == null) {
            List<Series> present = new ArrayList<>(series.size());
            series.values().forEach(owned -> present.add(owned.series()));
            latest = new FamilySnapshot(family, present);
        }
        return latest;
    }

    private static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
