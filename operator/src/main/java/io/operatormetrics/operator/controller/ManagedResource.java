package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CustomResources;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An object that we may come to write. */
record ManagedResource(GroupVersionResource resource, NamespacedName key) {

    private static final Map<String, GroupVersionResource> KINDS = Stream.of(
                    GroupVersionResource.SECRETS,
                    GroupVersionResource.CONFIG_MAPS,
                    GroupVersionResource.SERVICES,
                    GroupVersionResource.NETWORK_POLICIES,
                    GroupVersionResource.ROLES,
                    GroupVersionResource.ROLE_BINDINGS,
                    CustomResources.SERVICE_MONITORS,
                    CustomResources.PROMETHEUS_RULES,
                    CustomResources.CALICO_NETWORK_POLICIES,
                    CustomResources.TIGERA_STATUSES,
                    GroupVersionResource.LEASES)
            .collect(Collectors.toUnmodifiableMap(GroupVersionResource::qualifiedName, kind -> kind));

    private static final Pattern LINE =
            Pattern.compile("(?<kind>[a-z0-9.]+) ((?<namespace>[a-z0-9-]+)/)?(?<name>[a-z0-9.-]+)");

    static ManagedResource of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ManagedResource(
                GroupVersionResource.of(object),
                new NamespacedName(
                        namespace == null ? "" : namespace, object.getMetadata().getName()));
    }

    /** All that there may be under these names, wanted now or left from when other settings were. */
    static Set<ManagedResource> of(ResourceNames identity) {
        NamespacedName inOperator = new NamespacedName(identity.operatorNamespace(), identity.serviceName());
        Set<ManagedResource> targets = new LinkedHashSet<>();
        targets.add(secret(identity.operatorNamespace(), identity.serverSecret()));
        targets.add(secret(identity.operatorNamespace(), identity.clientSecret()));
        // The same once more where both namespaces are one.
        targets.add(secret(identity.prometheusNamespace(), identity.clientSecret()));
        targets.add(caRecord(identity));
        targets.add(caBundle(identity));
        targets.add(service(identity));
        targets.add(new ManagedResource(GroupVersionResource.NETWORK_POLICIES, inOperator));
        targets.add(new ManagedResource(GroupVersionResource.ROLES, inOperator));
        targets.add(new ManagedResource(GroupVersionResource.ROLE_BINDINGS, inOperator));
        targets.add(serviceMonitor(identity));
        targets.add(rules(identity));
        targets.add(egressPolicy(identity));
        return targets;
    }

    /** The ServiceMonitor before what it refers to, so that Prometheus is asked for nothing that is gone. */
    static List<ManagedResource> inOrderOfDeletion(Collection<ManagedResource> targets) {
        return targets.stream()
                .sorted(Comparator.comparing(managedResource -> !managedResource.isServiceMonitor()))
                .toList();
    }

    /** Whether a ServiceMonitor may refer to it: without it Prometheus is given a target that it cannot scrape. */
    boolean mayBeReferredTo() {
        return Stream.of(GroupVersionResource.SECRETS, GroupVersionResource.CONFIG_MAPS, GroupVersionResource.SERVICES)
                .anyMatch(resource::equals);
    }

    boolean isServiceMonitor() {
        return resource.equals(CustomResources.SERVICE_MONITORS);
    }

    boolean isSecret() {
        return resource.equals(GroupVersionResource.SECRETS);
    }

    static ManagedResource status(String name) {
        return new ManagedResource(CustomResources.TIGERA_STATUSES, new NamespacedName("", name));
    }

    /** Which replica leads under these names. */
    static ManagedResource lease(ResourceNames identity) {
        return new ManagedResource(
                GroupVersionResource.LEASES, new NamespacedName(identity.operatorNamespace(), identity.serviceName()));
    }

    static ManagedResource secret(String namespace, String name) {
        return new ManagedResource(GroupVersionResource.SECRETS, new NamespacedName(namespace, name));
    }

    static ManagedResource caRecord(ResourceNames identity) {
        return secret(identity.operatorNamespace(), CaRotationSecret.name(identity.serviceName()));
    }

    static ManagedResource caBundle(ResourceNames identity) {
        return new ManagedResource(
                GroupVersionResource.CONFIG_MAPS,
                new NamespacedName(identity.prometheusNamespace(), identity.caBundle()));
    }

    static ManagedResource service(ResourceNames identity) {
        return new ManagedResource(
                GroupVersionResource.SERVICES,
                new NamespacedName(identity.operatorNamespace(), identity.serviceName()));
    }

    static ManagedResource serviceMonitor(ResourceNames identity) {
        return new ManagedResource(
                CustomResources.SERVICE_MONITORS,
                new NamespacedName(identity.prometheusNamespace(), identity.serviceName()));
    }

    static ManagedResource rules(ResourceNames identity) {
        return new ManagedResource(
                CustomResources.PROMETHEUS_RULES,
                new NamespacedName(identity.prometheusNamespace(), identity.serviceName()));
    }

    static ManagedResource egressPolicy(ResourceNames identity) {
        return new ManagedResource(
                CustomResources.CALICO_NETWORK_POLICIES,
                new NamespacedName(identity.prometheusNamespace(), "calico-system." + identity.serviceName()));
    }

    /** What {@link #toString} wrote; empty for a kind that is never written, or for no name at all. */
    static Optional<ManagedResource> parse(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? Optional.ofNullable(KINDS.get(parts.group("kind")))
                        .map(kind -> new ManagedResource(
                                kind,
                                new NamespacedName(
                                        parts.group("namespace") == null ? "" : parts.group("namespace"),
                                        parts.group("name"))))
                : Optional.empty();
    }

    /** For people, and for the inventory: {@code services tigera-operator/operator-metrics}. */
    @Override
    public String toString() {
        return resource.qualifiedName() + " " + key;
    }
}
