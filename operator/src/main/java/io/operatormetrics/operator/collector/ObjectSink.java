package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;

import java.util.Map;

/** Where a collector's objects go; put to and removed from by one thread at a time. */
interface ObjectSink<T> {

    void put(T object);

    void remove(NamespacedName key);

    /** An object is there that cannot be read; it goes, or is put, like any other. */
    void unreadable(NamespacedName key);

    /** How many series of its objects are missing now, for each reason that there can be. Called on any thread. */
    Map<HiddenSeries, Integer> hidden();

    /** How many texts of its objects were cut to become label values. Called on any thread. */
    default long cutTexts() {
        return 0;
    }
}
