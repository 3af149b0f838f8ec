package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.server.exposition.Series;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Turns each object into its series and hands those to the exposition; keeps neither. */
final class SeriesSink<T extends KubernetesObject> implements ObjectSink<T> {
    private final ObjectSeries exposed;
    private final Function<T, List<Series>> seriesOf;

    SeriesSink(ObjectSeries exposed, Function<T, List<Series>> seriesOf) {
        this.exposed = exposed;
        this.seriesOf = seriesOf;
    }

    @Override
    public void put(T object) {
        exposed.readable(object.key());
        exposed.put(object.key(), seriesOf.apply(object));
    }

    @Override
    public void remove(NamespacedName key) {
        exposed.readable(key);
        exposed.remove(key);
    }

    @Override
    public void unreadable(NamespacedName key) {
        exposed.unreadable(key);
    }

    @Override
    public Map<HiddenSeries, Integer> hidden() {
        return exposed.hidden();
    }
}
