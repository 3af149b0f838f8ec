package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.ServiceAccount;

import java.util.stream.Stream;

/**
 * Who may connect to the operator's pods: the namespaces that scrape to the metrics, everybody to the probes, nobody to anything else. Only
 * for pods that are {@linkplain ResourceNames#ownsItsPods() ours alone}.
 */
final class IngressPolicyRenderer {

    /** Set by the API server itself, since Kubernetes 1.21. */
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private IngressPolicyRenderer() {}

    static NetworkPolicy render(
            ResourceNames identity, ManagedMetadata managedMetadata, MonitoringSettings monitoring) {
        return new NetworkPolicyBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.operatorNamespace(), identity.serviceName())
                        .build())
                .withNewSpec()
                .withNewPodSelector()
                .addToMatchLabels(ResourceNames.APP_LABEL, identity.appLabel())
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .addAllToFrom(scraping(identity, monitoring)
                        .map(IngressPolicyRenderer::namespace)
                        .toList())
                .withPorts(tcp(identity.port()))
                .endIngress()
                .addNewIngress()
                .withPorts(tcp(identity.healthPort()))
                .endIngress()
                .endSpec()
                .build();
    }

    /**
     * Where Prometheus's objects are is not always where its pods are: those are in the namespace of its account. Each namespace once, so that
     * the policy is that of before where all are one.
     */
    private static Stream<String> scraping(ResourceNames identity, MonitoringSettings monitoring) {
        ServiceAccount account = monitoring.prometheusAccount();
        return Stream.of(
                        Stream.of(identity.prometheusNamespace()),
                        Stream.ofNullable(account).map(ServiceAccount::namespace),
                        monitoring.allowedNamespaces().stream())
                .flatMap(namespaces -> namespaces)
                .distinct();
    }

    private static NetworkPolicyPeer namespace(String name) {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(NAMESPACE_NAME, name)
                .endNamespaceSelector()
                .build();
    }

    private static NetworkPolicyPort tcp(int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new IntOrString(port))
                .build();
    }
}
