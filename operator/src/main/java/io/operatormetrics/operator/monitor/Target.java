package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.render.EndpointIdentity;

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
record Target(ApiResource resource, ObjectKey key) {

    private static final Map<String, ApiResource> KINDS = Stream.of(
                    ApiResource.SECRETS,
                    ApiResource.CONFIG_MAPS,
                    ApiResource.SERVICES,
                    ApiResource.NETWORK_POLICIES,
                    ApiResource.ROLES,
                    ApiResource.ROLE_BINDINGS,
                    ApiResource.SERVICE_MONITORS,
                    ApiResource.PROMETHEUS_RULES,
                    ApiResource.CALICO_NETWORK_POLICIES,
                    ApiResource.TIGERA_STATUSES,
                    ApiResource.LEASES)
            .collect(Collectors.toUnmodifiableMap(ApiResource::qualifiedName, kind -> kind));

    private static final Pattern LINE =
            Pattern.compile("(?<kind>[a-z0-9.]+) ((?<namespace>[a-z0-9-]+)/)?(?<name>[a-z0-9.-]+)");

    static Target of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new Target(
                ApiResource.of(object),
                new ObjectKey(
                        namespace == null ? "" : namespace, object.getMetadata().getName()));
    }

    /** All that there may be under these names, wanted now or left from when other settings were. */
    static Set<Target> of(EndpointIdentity identity) {
        ObjectKey inOperator = new ObjectKey(identity.operatorNamespace(), identity.serviceName());
        Set<Target> targets = new LinkedHashSet<>();
        targets.add(secret(identity.operatorNamespace(), identity.serverSecret()));
        targets.add(secret(identity.operatorNamespace(), identity.clientSecret()));
        // The same once more where both namespaces are one.
        targets.add(secret(identity.prometheusNamespace(), identity.clientSecret()));
        targets.add(caRecord(identity));
        targets.add(caBundle(identity));
        targets.add(service(identity));
        targets.add(new Target(ApiResource.NETWORK_POLICIES, inOperator));
        targets.add(new Target(ApiResource.ROLES, inOperator));
        targets.add(new Target(ApiResource.ROLE_BINDINGS, inOperator));
        targets.add(serviceMonitor(identity));
        targets.add(rules(identity));
        targets.add(egressPolicy(identity));
        return targets;
    }

    /** The ServiceMonitor before what it refers to, so that Prometheus is asked for nothing that is gone. */
    static List<Target> inOrderOfDeletion(Collection<Target> targets) {
        return targets.stream()
                .sorted(Comparator.comparing(target -> !target.isServiceMonitor()))
                .toList();
    }

    /** Whether a ServiceMonitor may refer to it: without it Prometheus is given a target that it cannot scrape. */
    boolean mayBeReferredTo() {
        return Stream.of(ApiResource.SECRETS, ApiResource.CONFIG_MAPS, ApiResource.SERVICES)
                .anyMatch(resource::equals);
    }

    boolean isServiceMonitor() {
        return resource.equals(ApiResource.SERVICE_MONITORS);
    }

    boolean isSecret() {
        return resource.equals(ApiResource.SECRETS);
    }

    static Target status(String name) {
        return new Target(ApiResource.TIGERA_STATUSES, new ObjectKey("", name));
    }

    /** Which replica leads under these names. */
    static Target lease(EndpointIdentity identity) {
        return new Target(ApiResource.LEASES, new ObjectKey(identity.operatorNamespace(), identity.serviceName()));
    }

    static Target secret(String namespace, String name) {
        return new Target(ApiResource.SECRETS, new ObjectKey(namespace, name));
    }

    static Target caRecord(EndpointIdentity identity) {
        return secret(identity.operatorNamespace(), CaRecord.name(identity.serviceName()));
    }

    static Target caBundle(EndpointIdentity identity) {
        return new Target(ApiResource.CONFIG_MAPS, new ObjectKey(identity.prometheusNamespace(), identity.caBundle()));
    }

    static Target service(EndpointIdentity identity) {
        return new Target(ApiResource.SERVICES, new ObjectKey(identity.operatorNamespace(), identity.serviceName()));
    }

    static Target serviceMonitor(EndpointIdentity identity) {
        return new Target(
                ApiResource.SERVICE_MONITORS, new ObjectKey(identity.prometheusNamespace(), identity.serviceName()));
    }

    static Target rules(EndpointIdentity identity) {
        return new Target(
                ApiResource.PROMETHEUS_RULES, new ObjectKey(identity.prometheusNamespace(), identity.serviceName()));
    }

    static Target egressPolicy(EndpointIdentity identity) {
        return new Target(
                ApiResource.CALICO_NETWORK_POLICIES,
                new ObjectKey(identity.prometheusNamespace(), "calico-system." + identity.serviceName()));
    }

    /** What {@link #toString} wrote; empty for a kind that is never written, or for no name at all. */
    static Optional<Target> parse(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? Optional.ofNullable(KINDS.get(parts.group("kind")))
                        .map(kind -> new Target(
                                kind,
                                new ObjectKey(
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
