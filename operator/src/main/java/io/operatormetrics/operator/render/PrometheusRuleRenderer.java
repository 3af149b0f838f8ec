package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRuleBuilder;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The alerts on what the endpoint tells. */
final class PrometheusRuleRenderer {

    /** By these labels the Prometheus that upstream sets up selects its rules. */
    private static final Map<String, String> SELECTED_BY =
            new TreeMap<>(Map.of("prometheus", "calico-node-prometheus", "role", "tigera-prometheus-rules"));

    private PrometheusRuleRenderer() {}

    /**
     * The rules but for those alerts that are defined elsewhere.
     *
     * @param labels added to the object's
     */
    static PrometheusRule render(
            ResourceNames identity,
            ManagedMetadata managedMetadata,
            Map<String, String> labels,
            Set<String> alertsElsewhere) {
        return new PrometheusRuleBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.prometheusNamespace(), identity.serviceName())
                        .addToLabels(SELECTED_BY)
                        .addToLabels(new TreeMap<>(labels))
                        .build())
                .withNewSpec()
                .withGroups(AlertRules.except(alertsElsewhere))
                .endSpec()
                .build();
    }
}
