package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What exists at a site at one moment, of the kinds that our program writes. Not the Lease, which is renewed all the time.
 *
 * @param objects by namespace (as {@code operator} or {@code prometheus}; nothing where there is none), kind and name, for instance
 *     {@code operator/Service/operator-metrics}
 */
public record Inventory(SortedMap<String, GenericKubernetesResource> objects) {

    private static final String OURS = "operator-metrics";

    static final List<ResourceDefinitionContext> NAMESPACED = List.of(
            kind("", "v1", "Service", "services"),
            kind("", "v1", "Secret", "secrets"),
            kind("", "v1", "ConfigMap", "configmaps"),
            kind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
            kind("rbac.authorization.k8s.io", "v1", "Role", "roles"),
            kind("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
            kind("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"),
            kind("monitoring.coreos.com", "v1", "PrometheusRule", "prometheusrules"),
            kind("projectcalico.org", "v3", "NetworkPolicy", "networkpolicies"));

    static final ResourceDefinitionContext TIGERA_STATUS = context(
                    "operator.tigera.io", "v1", "TigeraStatus", "tigerastatuses")
            .build();

    static Inventory of(Site site) {
        SortedMap<String, GenericKubernetesResource> objects = new TreeMap<>();
        for (ResourceDefinitionContext kind : NAMESPACED) {
            collect(site, kind, site.operatorNamespace(), "operator/", objects);
            collect(site, kind, site.prometheusNamespace(), "prometheus/", objects);
        }
        collect(site, TIGERA_STATUS, "", "", objects);
        return new Inventory(objects);
    }

    /** What our program says of its work, if it has. Tests ask for it all the time, so it is all that this reads. */
    static Optional<GenericKubernetesResource> tigeraStatus(Site site) {
        return Optional.ofNullable(site.cluster()
                .admin()
                .genericKubernetesResources(TIGERA_STATUS)
                .withName(OURS)
                .get());
    }

    /** Of every installation in the cluster; nothing where the kind is not served. */
    static void deleteStatuses(Site site) {
        SortedMap<String, GenericKubernetesResource> statuses = new TreeMap<>();
        collect(site, TIGERA_STATUS, "", "", statuses);
        statuses.values()
                .forEach(status -> site.cluster().admin().resource(status).delete());
    }

    private static void collect(
            Site site,
            ResourceDefinitionContext kind,
            String namespace,
            String prefix,
            SortedMap<String, GenericKubernetesResource> objects) {
        var all = site.cluster().admin().genericKubernetesResources(kind);
        try {
            for (GenericKubernetesResource object : Within.seconds(30)
                    .ignoreExceptionsMatching(Inventory::isInitializing)
                    .until(
                            () -> (namespace.isEmpty() ? all : all.inNamespace(namespace))
                                    .list()
                                    .getItems(),
                            _ -> true)) {
                objects.put(prefix + kind.getKind() + "/" + object.getMetadata().getName(), object);
            }
        } catch (KubernetesClientException e) {
            // Not served: then there are none.
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    /** For some seconds after a CustomResourceDefinition came to be. */
    private static boolean isInitializing(Throwable failure) {
        return failure instanceof KubernetesClientException refused && refused.getCode() == 429;
    }

    public SortedSet<String> keys() {
        return new TreeSet<>(objects.keySet());
    }

    /** Those that our program wrote, alone or with others. */
    public Inventory ours() {
        return only(object -> object.getMetadata().getManagedFields().stream()
                .map(ManagedFieldsEntry::getManager)
                .anyMatch(OURS::equals));
    }

    private Inventory only(Predicate<GenericKubernetesResource> wanted) {
        SortedMap<String, GenericKubernetesResource> kept = new TreeMap<>(objects);
        kept.values().removeIf(wanted.negate());
        return new Inventory(kept);
    }

    /** Without those of these keys. */
    public Inventory without(String... keys) {
        SortedMap<String, GenericKubernetesResource> kept = new TreeMap<>(objects);
        kept.keySet().removeAll(List.of(keys));
        return new Inventory(kept);
    }

    /** The object of that key, which must be there. */
    public GenericKubernetesResource get(String key) {
        return Optional.ofNullable(objects.get(key))
                .orElseThrow(() -> new AssertionError("no " + key + "; there are " + objects.keySet()));
    }

    /** What changes with every write of an object, and when it is deleted and made again. */
    public SortedMap<String, String> versions() {
        return each(object -> object.getMetadata().getResourceVersion());
    }

    public SortedMap<String, String> uids() {
        return each(object -> object.getMetadata().getUid());
    }

    /** What the objects say: all but status and what the API server keeps of them. */
    public SortedMap<String, List<Object>> contents() {
        return each(object -> {
            Map<String, Object> said = new TreeMap<>(object.getAdditionalProperties());
            said.remove("status");
            return List.of(
                    new TreeMap<>(object.getMetadata().getLabels()),
                    new TreeMap<>(object.getMetadata().getAnnotations()),
                    said);
        });
    }

    private <T> SortedMap<String, T> each(Function<GenericKubernetesResource, T> property) {
        SortedMap<String, T> properties = new TreeMap<>();
        objects.forEach((key, object) -> properties.put(key, property.apply(object)));
        return properties;
    }

    private static ResourceDefinitionContext kind(String group, String version, String kind, String plural) {
        return context(group, version, kind, plural).withNamespaced(true).build();
    }

    private static ResourceDefinitionContext.Builder context(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural);
    }
}
