package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** The Service through which the endpoint is discovered and called. */
final class ServiceRenderer {

    private ServiceRenderer() {}

    static Service render(ResourceNames identity, ManagedMetadata managedMetadata) {
        return new ServiceBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.operatorNamespace(), identity.serviceName())
                        .addToLabels(ResourceNames.APP_LABEL, identity.appLabel())
                        .build())
                .withNewSpec()
                .withType("ClusterIP")
                .addToSelector(ResourceNames.APP_LABEL, identity.appLabel())
                .addNewPort()
                .withName(identity.portName())
                // Not left to its default: it is a key of the list, and API servers before 1.21 refuse to apply
                // without.
                .withProtocol("TCP")
                .withPort(identity.port())
                .withTargetPort(new IntOrString(identity.port()))
                .endPort()
                .endSpec()
                .build();
    }
}
