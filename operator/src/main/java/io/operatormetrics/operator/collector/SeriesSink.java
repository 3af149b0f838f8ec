package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.Series;

import java.util.List;
import java.util.function.Function;

/** Turns each object into its series and hands those to the exposition; keeps neither. */
final class SeriesSink<T extends KubeObject> implements ObjectSink<T> {
    private final String kind;
    private final ExpositionStore store;
    private final Function<T, List<Series>> seriesOf;

    /** @param kind tells the objects of several sinks apart in the store */
    SeriesSink(String kind, ExpositionStore store, Function<T, List<Series>> seriesOf) {
        this.kind = kind;
        this.store = store;
        this.seriesOf = seriesOf;
    }

    @Override
    public void put(T object) {
        store.put(kind + "/" + object.key(), seriesOf.apply(object));
    }

    @Override
    public void remove(ObjectKey key) {
        store.remove(kind + "/" + key);
    }
}
