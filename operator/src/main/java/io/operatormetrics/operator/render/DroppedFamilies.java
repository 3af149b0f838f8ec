package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfigBuilder;

import java.util.List;

/**
 * The families that the Go operator serves too. Where the same Prometheus scrapes both, ours are dropped when they are scraped, or each alert
 * of the Go operator's, which aggregates nothing away, would fire twice.
 */
public final class DroppedFamilies {

    /** Their names; alert DroppedFamiliesMissing looks for each. */
    public static final List<String> NAMES = List.of(
            "tigera_operator_component_status",
            "tigera_operator_license_expiry_timestamp_seconds",
            "tigera_operator_license_valid",
            "tigera_operator_tls_certificate_expiry_timestamp_seconds");

    private DroppedFamilies() {}

    static RelabelConfig relabeling() {
        return new RelabelConfigBuilder()
                .withSourceLabels("__name__")
                .withRegex(String.join("|", NAMES))
                .withAction("drop")
                .build();
    }
}
