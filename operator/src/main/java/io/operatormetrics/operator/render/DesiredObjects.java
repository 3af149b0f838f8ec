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
        return PrometheusRuleRenderer.upstreamNames();
    }

    /** Always the same for the same inputs, in the order to apply them: what is referred to comes first. */
    public static List<HasMetadata> render(RenderInputs inputs) {
        EndpointIdentity identity = inputs.identity();
        Ownership ownership = inputs.ownership();
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(ServiceRenderer.render(identity, ownership));
        if (identity.ownsItsPods()) {
            objects.add(IngressPolicyRenderer.render(identity, ownership, inputs.monitoring()));
        }
        if (inputs.monitoring().prometheusAccount() != null) {
            objects.add(DiscoveryRoleRenderer.render(identity, ownership));
            objects.add(DiscoveryRoleBindingRenderer.render(
                    identity, ownership, inputs.monitoring().prometheusAccount()));
        }
        if (identity.servesTls() && !inputs.trusted().isEmpty()) {
            objects.add(CaBundleRenderer.render(identity, ownership, inputs.trusted()));
        }
        objects.add(
                ServiceMonitorRenderer.render(identity, ownership, inputs.monitoring(), inputs.duplicateFamilies()));
        objects.add(PrometheusRuleRenderer.render(
                identity, ownership, inputs.monitoring().labels(), inputs.alertsElsewhere()));
        if (inputs.prometheusPolicy() != null) {
            objects.add(EgressPolicyRenderer.render(identity, ownership, inputs.prometheusPolicy()));
        }
        return List.copyOf(objects);
    }
}
