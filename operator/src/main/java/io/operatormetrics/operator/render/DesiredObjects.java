package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.HasMetadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All objects that should exist but for Secrets, which are made where keys are. */
public final class DesiredObjects {

    private DesiredObjects() {}

    /** The names of the alerts that the Go operator defines too. */
    public static Set<String> upstreamAlerts() {
        return AlertRules.upstreamNames();
    }

    /** Always the same for the same inputs, in the order to apply them: what is referred to comes first. */
    public static List<HasMetadata> render(RenderInputs inputs) {
        ResourceNames identity = inputs.identity();
        ManagedMetadata managedMetadata = inputs.managedMetadata();
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(ServiceRenderer.render(identity, managedMetadata));
        if (identity.ownsItsPods()) {
            objects.add(IngressPolicyRenderer.render(identity, managedMetadata, inputs.monitoring()));
        }
        if (inputs.monitoring().prometheusAccount() != null) {
            objects.add(DiscoveryRoleRenderer.render(identity, managedMetadata));
            objects.add(DiscoveryRoleBindingRenderer.render(
                    identity, managedMetadata, inputs.monitoring().prometheusAccount()));
        }
        if (identity.servesTls() && !inputs.trusted().isEmpty()) {
            objects.add(CaBundleRenderer.render(identity, managedMetadata, inputs.trusted()));
        }
        objects.add(ServiceMonitorRenderer.render(
                identity, managedMetadata, inputs.monitoring(), inputs.duplicateFamilies()));
        objects.add(PrometheusRuleRenderer.render(
                identity, managedMetadata, inputs.monitoring().labels(), inputs.alertsElsewhere()));
        if (inputs.upstreamPrometheusPolicy() != null) {
            objects.add(EgressPolicyRenderer.render(identity, managedMetadata, inputs.upstreamPrometheusPolicy()));
        }
        return List.copyOf(objects);
    }
}
