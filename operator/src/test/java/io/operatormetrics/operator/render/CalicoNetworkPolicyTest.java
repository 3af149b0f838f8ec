package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CalicoNetworkPolicyTest {

    @Test
    void readsWhatItWroteFromAnApiServerThatAddsToIt() {
        CalicoNetworkPolicy policy = Serialization.unmarshal("""
                apiVersion: projectcalico.org/v3
                kind: NetworkPolicy
                metadata: {name: calico-system.x, namespace: tigera-prometheus}
                spec:
                  tier: calico-system
                  order: 1
                  selector: k8s-app == 'p'
                  stagedAction: Set
                  types: [Egress]
                  egress:
                  - action: Allow
                    protocol: TCP
                    source: {}
                    destination: {services: {name: x, namespace: operators}, ports: []}
                """, CalicoNetworkPolicy.class);

        ResourceNames identity = Rendering.identity(
                Map.of("OPERATOR_NAME", "x-operator", "METRICS_SERVICE_NAME", "x", "OPERATOR_NAMESPACE", "operators"));
        assertThat(policy.getSpec())
                .isEqualTo(EgressPolicyRenderer.render(
                                identity,
                                ManagedMetadata.of(identity),
                                new UpstreamPrometheusPolicy("k8s-app == 'p'", 1.0))
                        .getSpec());
    }
}
