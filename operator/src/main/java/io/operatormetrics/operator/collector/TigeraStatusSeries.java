package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.state.TigeraStatus;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;

import java.util.List;

/** How a TigeraStatus becomes series: its name is the component's. */
final class TigeraStatusSeries {
    static final MetricFamily COMPONENT_STATUS = MetricFamily.gauge(
            "tigera_operator_component_status",
            "TigeraStatus conditions for operator-managed components. 1 = true, 0 = false.",
            "component",
            "condition");

    private TigeraStatusSeries() {}

    static List<Series> of(TigeraStatus object) {
        return ConditionSeries.of(
                COMPONENT_STATUS,
                object.metadata().name(),
                object.status() == null ? null : object.status().conditions());
    }
}
