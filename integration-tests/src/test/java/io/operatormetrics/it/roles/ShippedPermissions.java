package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.Programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The permissions that we ship, moved to the namespaces of a site; what belongs to no namespace gets the site's name added to its own. */
record ShippedPermissions(KubernetesClient admin, String site, String operatorNamespace, String prometheusNamespace) {

    void grantIn(String namespace) {
        grant(object -> namespace.equals(object.getMetadata().getNamespace()));
    }

    /** All but what is in that namespace, which is not there yet. */
    void grantOutside(String namespace) {
        grant(object -> !namespace.equals(object.getMetadata().getNamespace()));
    }

    /** Deletes what belongs to no namespace, and so does not end with one. */
    void revoke() {
        objects().stream()
                .filter(object -> object.getMetadata().getNamespace() == null)
                .forEach(object -> admin.resource(object).delete());
    }

    /** All of them, piece by piece. */
    List<Permission> permissions() {
        return objects().stream()
                .flatMap(object -> switch (object) {
                    case ClusterRole role -> permissions("", role.getRules());
                    case Role role -> permissions(role.getMetadata().getNamespace(), role.getRules());
                    default -> Stream.of();
                })
                .toList();
    }

    private static Stream<Permission> permissions(String namespace, List<PolicyRule> rules) {
        return rules.stream().flatMap(rule -> Permission.of(namespace, rule));
    }

    private void grant(Predicate<HasMetadata> wanted) {
        objects().stream()
                .filter(wanted)
                .forEach(object -> admin.resource(object).create());
    }

    private List<HasMetadata> objects() {
        try (InputStream yaml = Files.newInputStream(Programs.repository().resolve("deploy/rbac.yaml"))) {
            return admin.load(yaml).items().stream().map(this::moved).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HasMetadata moved(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        if (metadata.getNamespace() == null) {
            metadata.setName(metadata.getName() + "-" + site);
        } else {
            metadata.setNamespace(moved(metadata.getNamespace()));
        }
        switch (object) {
            case ClusterRoleBinding binding -> move(binding.getRoleRef(), binding.getSubjects());
            case RoleBinding binding -> move(binding.getRoleRef(), binding.getSubjects());
            default -> {}
        }
        return object;
    }

    private void move(RoleRef role, List<Subject> subjects) {
        if (role.getKind().equals("ClusterRole")) {
            role.setName(role.getName() + "-" + site);
        }
        subjects.forEach(subject -> subject.setNamespace(moved(subject.getNamespace())));
    }

    private String moved(String shipped) {
        return switch (shipped) {
            case "operator-metrics" -> operatorNamespace;
            case "tigera-prometheus" -> prometheusNamespace;
            default ->
                throw new IllegalArgumentException(shipped + " (expected: a namespace of the shipped manifests)");
        };
    }
}
