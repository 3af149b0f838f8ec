package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRuleBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The alerts on what the endpoint tells. */
final class PrometheusRuleRenderer {

    /** By these labels the Prometheus that upstream sets up selects its rules. */
    private static final Map<String, String> SELECTED_BY =
            new TreeMap<>(Map.of("prometheus", "calico-node-prometheus", "role", "tigera-prometheus-rules"));

    private static final List<Alert> UPSTREAM = Stream.of(CertificateAlerts.ALL, LicenseAlerts.ALL, ComponentAlerts.ALL)
            .flatMap(List::stream)
            .toList();

    private PrometheusRuleRenderer() {}

    static Set<String> upstreamNames() {
        return UPSTREAM.stream().map(Alert::name).collect(Collectors.toUnmodifiableSet());
    }

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
        List<Rule> rules = Stream.concat(
                        UPSTREAM.stream().filter(alert -> !alertsElsewhere.contains(alert.name())),
                        Stream.of(DroppedFamilies.ALERT))
                .map(Alert::rule)
                .toList();
        return new PrometheusRuleBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.prometheusNamespace(), identity.serviceName())
                        .addToLabels(SELECTED_BY)
                        .addToLabels(new TreeMap<>(labels))
                        .build())
                .withNewSpec()
                .addNewGroup()
                .withName("operator-metrics")
                .withRules(rules)
                .endGroup()
                .endSpec()
                .build();
    }
}
