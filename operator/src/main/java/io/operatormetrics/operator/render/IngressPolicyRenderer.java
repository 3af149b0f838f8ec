package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;

/**
 * Who may connect to the operator's pods: Prometheus's namespace to the metrics, everybody to the probes, nobody to anything else. Only for
 * pods that are {@linkplain EndpointIdentity#ownsItsPods() ours alone}.
 */
final class IngressPolicyRenderer {

    /** Set by the API server itself, since Kubernetes 1.21. */
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private IngressPolicyRenderer() {}

    static NetworkPolicy render(EndpointIdentity identity, Ownership ownership) {
        return new NetworkPolicyBuilder()
                .withMetadata(ownership
                        .metadata(identity.operatorNamespace(), identity.serviceName())
                        .build())
                .withNewSpec()
                .withNewPodSelector()
                .addToMatchLabels(EndpointIdentity.APP_LABEL, identity.appLabel())
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .addNewFrom()
                .withNewNamespaceSelector()
                .addToMatchLabels(NAMESPACE_NAME, identity.prometheusNamespace())
                .endNamespaceSelector()
                .endFrom()
                .withPorts(tcp(identity.port()))
                .endIngress()
                .addNewIngress()
                .withPorts(tcp(identity.healthPort()))
                .endIngress()
                .endSpec()
                .build();
    }

    private static NetworkPolicyPort tcp(int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new IntOrString(port))
                .build();
    }
}
