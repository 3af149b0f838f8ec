package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;

/** What Prometheus must be allowed to read in the operator's namespace to find the endpoint, in both of its discovery roles. */
final class DiscoveryRoleRenderer {

    private DiscoveryRoleRenderer() {}

    static Role render(ResourceNames identity, ManagedMetadata managedMetadata) {
        return new RoleBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.operatorNamespace(), identity.serviceName())
                        .build())
                .addNewRule()
                .withApiGroups("")
                .withResources("services", "endpoints", "pods")
                .withVerbs("get", "list", "watch")
                .endRule()
                .addNewRule()
                .withApiGroups("discovery.k8s.io")
                .withResources("endpointslices")
                .withVerbs("get", "list", "watch")
                .endRule()
                .build();
    }
}
