package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RbacAPIGroupDSL;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The permissions of our program at a site: as we ship them, and as people change them afterwards. */
public final class SitePermissions {

    private final KubernetesClient admin;
    private final RbacAPIGroupDSL rbac;
    private final String site;
    private final String operatorNamespace;
    private final String prometheusNamespace;

    SitePermissions(KubernetesClient admin, String site, String operatorNamespace, String prometheusNamespace) {
        this.admin = admin;
        this.rbac = admin.rbac();
        this.site = site;
        this.operatorNamespace = operatorNamespace;
        this.prometheusNamespace = prometheusNamespace;
    }

    /** What we ship for here. */
    ShippedPermissions shipped() {
        return new ShippedPermissions(admin, site, operatorNamespace, prometheusNamespace);
    }

    /** The same, piece by piece. */
    public List<Permission> pieces() {
        return shipped().permissions();
    }

    /** Lets our program do everything, where permissions are not what a test is about. */
    public void grantEverything() {
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(everything())
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject("", "ServiceAccount", Site.SERVICE, operatorNamespace)
                        .build())
                .create();
    }

    /** Deletes those that do not end with a namespace. */
    void revoke() {
        shipped().revoke();
        rbac.clusterRoleBindings().withName(everything()).delete();
    }

    private String everything() {
        return "everything-" + site;
    }

    /** Has the permissions in both namespaces name other objects, as people do who change the settings that name them. */
    public void rename(Map<String, String> names) {
        ofNamespaces()
                .forEach(change(rule -> rule.getResourceNames().replaceAll(name -> names.getOrDefault(name, name))));
    }

    /** Has all permissions name other objects too, as people do who have those of previous names deleted. */
    public void addNames(Map<String, String> names) {
        Stream.concat(
                        ofNamespaces(),
                        Stream.of(rbac.clusterRoles()
                                .withName(Site.SERVICE + "-" + site)
                                .require()))
                .forEach(change(rule -> List.copyOf(rule.getResourceNames()).stream()
                        .filter(names::containsKey)
                        .forEach(previous -> rule.getResourceNames().add(names.get(previous)))));
    }

    /** Takes what we ship for Prometheus's namespace, as if somebody had left it out; returns it. */
    public List<RoleBinding> takeInPrometheusNamespace() {
        List<RoleBinding> bindings =
                rbac.roleBindings().inNamespace(prometheusNamespace).list().getItems();
        bindings.forEach(binding -> admin.resource(binding).delete());
        bindings.forEach(binding -> binding.getMetadata().setResourceVersion(null));
        return bindings;
    }

    private Stream<HasMetadata> ofNamespaces() {
        return Stream.of(operatorNamespace, prometheusNamespace)
                .flatMap(namespace -> rbac.roles().inNamespace(namespace).list().getItems().stream());
    }

    private Consumer<HasMetadata> change(Consumer<PolicyRule> change) {
        return role -> {
            rules(role).forEach(change);
            admin.resource(role).update();
        };
    }

    private static List<PolicyRule> rules(HasMetadata role) {
        return switch (role) {
            case ClusterRole ofCluster -> ofCluster.getRules();
            case Role ofNamespace -> ofNamespace.getRules();
            default -> throw new IllegalArgumentException(role.getKind());
        };
    }
}
