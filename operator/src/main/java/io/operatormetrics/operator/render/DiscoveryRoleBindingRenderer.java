package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.operatormetrics.operator.settings.ServiceAccount;

/** Gives Prometheus's account the role of {@link DiscoveryRoleRenderer}. */
final class DiscoveryRoleBindingRenderer {

    private DiscoveryRoleBindingRenderer() {}

    static RoleBinding render(ResourceNames identity, ManagedMetadata managedMetadata, ServiceAccount prometheus) {
        return new RoleBindingBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.operatorNamespace(), identity.serviceName())
                        .build())
                .withNewRoleRef()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind("Role")
                .withName(identity.serviceName())
                .endRoleRef()
                .addNewSubject()
                .withKind("ServiceAccount")
                .withNamespace(prometheus.namespace())
                .withName(prometheus.name())
                .endSubject()
                .build();
    }
}
