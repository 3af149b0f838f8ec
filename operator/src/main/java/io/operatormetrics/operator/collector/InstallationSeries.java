package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;

import java.util.List;

/** How an Installation becomes series. */
final class InstallationSeries {
    static final MetricFamily INSTALLATION_STATUS = MetricFamily.gauge(
            "tigera_operator_installation_status",
            "Conditions of the Calico Installation. 1 = true, 0 = false.",
            "name",
            "condition");

    private InstallationSeries() {}

    static List<Series> of(Installation object) {
        return ConditionSeries.of(
                INSTALLATION_STATUS,
                object.metadata().name(),
                object.status() == null ? null : object.status().conditions());
    }
}
