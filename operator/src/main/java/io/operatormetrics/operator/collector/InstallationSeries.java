package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** How an Installation becomes series. */
final class InstallationSeries {
    static final MetricFamily INSTALLATION_STATUS = MetricFamily.gauge(
            "tigera_operator_installation_status",
            "Conditions of the Calico Installation. 1 = true, 0 = false.",
            "name",
            "condition");

    private InstallationSeries() {}

    record Installation(ObjectMeta metadata, @Nullable Status status) implements KubernetesObject {
        record Status(@Nullable List<StatusCondition> conditions) {}
    }

    static List<Series> of(Installation object) {
        return StatusCondition.series(
                INSTALLATION_STATUS,
                object.metadata().name(),
                object.status() == null ? null : object.status().conditions());
    }
}
