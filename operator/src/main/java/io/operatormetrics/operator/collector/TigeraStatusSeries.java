package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** How a TigeraStatus becomes series: its name is the component's. */
final class TigeraStatusSeries {
    static final MetricFamily COMPONENT_STATUS = MetricFamily.gauge(
            "tigera_operator_component_status",
            "TigeraStatus conditions for operator-managed components. 1 = true, 0 = false.",
            "component",
            "condition");

    private TigeraStatusSeries() {}

    record TigeraStatus(ObjectMeta metadata, @Nullable Status status) implements KubernetesObject {
        record Status(@Nullable List<StatusCondition> conditions) {}
    }

    static List<Series> of(TigeraStatus object) {
        return StatusCondition.series(
                COMPONENT_STATUS,
                object.metadata().name(),
                object.status() == null ? null : object.status().conditions());
    }
}
