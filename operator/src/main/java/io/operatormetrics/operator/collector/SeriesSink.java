package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.Series;

import java.util.List;
import java.util.function.Function;

/** Turns each object into its series and hands those to the exposition; keeps neither. */
final class SeriesSink<T extends KubeObject> implements ObjectSink<T> {
    private final ObjectSeries exposed;
    private final Function<T, List<Series>> seriesOf;

    SeriesSink(String collector, ExpositionStore store, Function<T, List<Series>> seriesOf) {
        this.exposed = new ObjectSeries(collector, store);
        this.seriesOf = seriesOf;
    }

    @Override
    public void put(T object) {
        exposed.put(object.key(), seriesOf.apply(object));
    }

    @Override
    public void remove(ObjectKey key) {
        exposed.remove(key);
    }

    @Override
    public int hiddenSeries() {
        return exposed.hidden();
    }
}
