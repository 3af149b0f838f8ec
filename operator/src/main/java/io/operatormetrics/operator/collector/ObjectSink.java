package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.ObjectKey;

/** Where a collector's objects go; called by one thread at a time. */
interface ObjectSink<T> {

    void put(T object);

    void remove(ObjectKey key);
}
