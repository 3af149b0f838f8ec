package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.ObjectKey;

/** Where a collector's objects go; put to and removed from by one thread at a time. */
interface ObjectSink<T> {

    void put(T object);

    void remove(ObjectKey key);

    /** How many series of its objects the exposition refuses now. Called on any thread. */
    int hiddenSeries();
}
