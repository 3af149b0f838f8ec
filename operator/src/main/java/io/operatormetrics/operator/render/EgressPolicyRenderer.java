package io.operatormetrics.operator.render;

import java.util.List;

/**
 * Lets Prometheus reach the Service where upstream's policy for it allows other targets only. Without that one this would be the only policy
 * to select Prometheus, and cut it off from everything else.
 */
final class EgressPolicyRenderer {

    /** Calico prescribes that a policy's name begins with that of its tier. */
    static final String TIER = "calico-system";

    private EgressPolicyRenderer() {}

    static CalicoNetworkPolicy render(
            ResourceNames identity, ManagedMetadata managedMetadata, UpstreamPrometheusPolicy upstream) {
        CalicoNetworkPolicy policy = new CalicoNetworkPolicy();
        policy.setMetadata(managedMetadata
                .metadata(identity.prometheusNamespace(), TIER + "." + identity.serviceName())
                .build());
        policy.setSpec(new CalicoNetworkPolicy.Spec(
                TIER,
                upstream.order(),
                upstream.selector(),
                List.of("Egress"),
                List.of(new CalicoNetworkPolicy.Rule(
                        "Allow",
                        "TCP",
                        new CalicoNetworkPolicy.Destination(new CalicoNetworkPolicy.ServiceName(
                                identity.serviceName(), identity.operatorNamespace()))))));
        return policy;
    }
}
