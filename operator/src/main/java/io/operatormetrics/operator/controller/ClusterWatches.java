package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.CacheListener;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.certificate.SigningRequest;
import io.operatormetrics.operator.endpoint.ScrapeCredentials;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.render.UpstreamPrometheusPolicy;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.state.CaBundle;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.RetainedSecretFields;
import io.operatormetrics.operator.state.TlsSecret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the controller sees of the cluster: each object that it may write, and what these depend on, by watches of exactly those names. In a
 * namespace that does not exist nothing is watched, since permissions there can be given only once it does.
 */
final class ClusterWatches implements AutoCloseable {

    private final ResourceNames identity;
    private final ClusterContext cluster;
    private final Runnable onChange;
    private final Map<ManagedResource, ResourceCache<Unstructured>> targets = new LinkedHashMap<>();
    private final NamespaceWatches namespaces;
    private final ResourceCache<Unstructured> rules;
    private final ResourceCache<Unstructured> upstreamPolicy;
    private final ResourceCache<Unstructured> inventory;
    private final ResourceCache<Unstructured> tigeraStatuses;
    private final ResourceCache<Unstructured> monitor;
    private final ResourceCache<Installation> installations;
    private final ResourceCache<CaSecret> ca;
    private final ResourceCache<LicenseKey> licenses;
    private final ResourceCache<SigningRequest> signingRequests;
    private final ManagedResource rulesTarget;
    private final NamespacedName statusKey;
    private final boolean asksMonitor;
    private final Set<ResourceCache<?>> caches = new HashSet<>();
    private final Set<ResourceCache<?>> started = ConcurrentHashMap.newKeySet();

    /** @param onChange called whenever something may have changed; must return at once */
    ClusterWatches(
            ClusterContext cluster,
            ResourceNames identity,
            MonitoringSettings.Mode mode,
            String statusName,
            Runnable onChange) {
        this.identity = identity;
        this.cluster = cluster;
        this.onChange = onChange;
        this.rulesTarget = ManagedResource.rules(identity);
        this.statusKey = new NamespacedName("", statusName);
        ManagedResource.of(identity).stream()
                .filter(managedResource -> !managedResource.equals(rulesTarget))
                .forEach(managedResource -> targets.put(managedResource, target(managedResource)));
        namespaces = new NamespaceWatches(
                cluster,
                new LinkedHashSet<>(
                        List.of(identity.operatorNamespace(), identity.prometheusNamespace(), identity.caNamespace())),
                this::changed);
        namespaces.caches().forEach(this::closedWithThis);
        rules = view(ResourceQuery.all(CustomResources.PROMETHEUS_RULES, Unstructured.class)
                .inNamespace(identity.prometheusNamespace()));
        upstreamPolicy = named(CustomResources.CALICO_NETWORK_POLICIES, upstreamPolicyKey(), Unstructured.class);
        inventory = named(GroupVersionResource.CONFIG_MAPS, ObjectInventory.key(identity), Unstructured.class);
        tigeraStatuses = all(CustomResources.TIGERA_STATUSES, statusKey, Unstructured.class);
        monitor = named(CustomResources.MONITORS, MonitorResource.KEY, Unstructured.class);
        asksMonitor = mode == MonitoringSettings.Mode.MONITOR;
        installations = all(CustomResources.INSTALLATIONS, Installation.DEFAULT, Installation.class);
        ca = named(GroupVersionResource.SECRETS, identity.caSecret(), CaSecret.class);
        licenses = all(CustomResources.LICENSE_KEYS, LicenseKey.DEFAULT, LicenseKey.class);
        signingRequests =
                view(ResourceQuery.all(GroupVersionResource.CERTIFICATE_SIGNING_REQUESTS, SigningRequest.class)
                        .labelled(ManagedMetadata.SELECTOR));
    }

    /** Secrets without what is not used of them. */
    private ResourceCache<Unstructured> target(ManagedResource managedResource) {
        return managedResource.isSecret()
                ? closedWithThis(RetainedSecretFields.cache(cluster, managedResource.key(), this::changed))
                : named(managedResource.resource(), managedResource.key(), Unstructured.class);
    }

    private <T extends KubernetesObject> ResourceCache<T> named(
            GroupVersionResource resource, NamespacedName key, Class<T> type) {
        return view(ResourceQuery.named(resource, key, type));
    }

    /** All of a kind, which is watched for metrics anyway, of which one is looked at here. */
    private <T extends KubernetesObject> ResourceCache<T> all(
            GroupVersionResource resource, NamespacedName key, Class<T> type) {
        return closedWithThis(
                new ResourceCache<>(cluster, ResourceQuery.all(resource, type), CacheListener.of(key, this::changed)));
    }

    private <T extends KubernetesObject> ResourceCache<T> view(ResourceQuery<T> resourceQuery) {
        return closedWithThis(new ResourceCache<>(cluster, resourceQuery, this::changed));
    }

    private <T extends KubernetesObject> ResourceCache<T> closedWithThis(ResourceCache<T> cache) {
        caches.add(cache);
        return cache;
    }

    /** Starts to look; returns at once. */
    void start() {
        namespaces.caches().forEach(this::startOnce);
        startOnce(inventory);
        startOnce(tigeraStatuses);
        startOnce(licenses);
        if (asksMonitor) {
            startOnce(monitor);
        }
        if (identity.servesTls()) {
            startOnce(installations);
        }
        targets.forEach((managedResource, view) -> {
            if (!managedResource.key().namespace().equals(identity.prometheusNamespace())) {
                startOnce(view);
            }
        });
    }

    private void changed() {
        if (!namespaces.isMissing(identity.prometheusNamespace())) {
            startOnce(rules);
            startOnce(upstreamPolicy);
            targets.values().forEach(this::startOnce);
        }
        if (identity.servesTls() && !namespaces.isMissing(identity.caNamespace())) {
            startOnce(ca);
        }
        if (installations.get(Installation.DEFAULT) instanceof Observed.Present<Installation>(Installation found)
                && found.certificateManagement() != null) {
            startOnce(signingRequests);
        }
        onChange.run();
    }

    private void startOnce(ResourceCache<?> view) {
        if (started.add(view)) {
            view.start();
        }
    }

    NamespaceWatches namespaces() {
        return namespaces;
    }

    /** Whether a first answer is still to come for anything that is looked at. */
    boolean isComplete() {
        return started.stream().noneMatch(view -> view.all() instanceof Observed.Pending);
    }

    /** What we may write with these settings. */
    Collection<ManagedResource> targets() {
        List<ManagedResource> all = new ArrayList<>(targets.keySet());
        all.add(rulesTarget);
        return all;
    }

    Observed<Unstructured> get(ManagedResource managedResource) {
        return whileThere(
                managedResource.key().namespace(), view(managedResource).get(managedResource.key()));
    }

    /** With a namespace its Roles go, mostly first: that nothing can be read in one that is being deleted is not for want of permissions. */
    private <T> Observed<T> whileThere(String namespace, Observed<T> seen) {
        return seen instanceof Observed.Unreadable<T>(ApiException failure)
                        && failure.kind() == ApiException.Kind.FORBIDDEN
                        && namespaces.isTerminating(namespace)
                ? new Observed.Pending<>()
                : seen;
    }

    ApiAvailability presence(ManagedResource managedResource) {
        return view(managedResource).presence();
    }

    private ResourceCache<Unstructured> view(ManagedResource managedResource) {
        return managedResource.equals(rulesTarget)
                ? rules
                : Objects.requireNonNull(targets.get(managedResource), () -> managedResource + " is not looked at");
    }

    /** All PrometheusRules of the namespace, ours too. */
    Observed<Collection<Unstructured>> rules() {
        return whileThere(identity.prometheusNamespace(), rules.all());
    }

    Observed<Unstructured> upstreamPolicy() {
        return whileThere(identity.prometheusNamespace(), upstreamPolicy.get(upstreamPolicyKey()));
    }

    Observed<Unstructured> inventory() {
        return inventory.get(ObjectInventory.key(identity));
    }

    Observed<Unstructured> tigeraStatus() {
        return tigeraStatuses.get(statusKey);
    }

    boolean servesTigeraStatus() {
        return tigeraStatuses.presence() == ApiAvailability.SERVED;
    }

    /** Not known where settings ask in its place. */
    Observed<Unstructured> monitor() {
        return monitor.get(MonitorResource.KEY);
    }

    ApiAvailability installationApi() {
        return installations.presence();
    }

    Observed<Installation> installation() {
        return installations.get(Installation.DEFAULT);
    }

    /** Not found also where its namespace is missing. */
    Observed<CaSecret> ca() {
        return started.contains(ca) || !(namespaces.get(identity.caNamespace()) instanceof Observed.Absent)
                ? ca.get(identity.caSecret())
                : new Observed.Absent<>();
    }

    /** As it is in the cluster, no matter who wrote it last. */
    ScrapeCredentials scrapeMaterial() {
        ManagedResource pair = ManagedResource.secret(identity.prometheusNamespace(), identity.clientSecret());
        ManagedResource bundle = ManagedResource.caBundle(identity);
        return ScrapeCredentials.of(pair.key(), get(pair, TlsSecret.class), bundle.key(), get(bundle, CaBundle.class));
    }

    Observed<LicenseKey> license() {
        return licenses.get(LicenseKey.DEFAULT);
    }

    /** Those of ours; none as long as nobody else signs. */
    Collection<SigningRequest> signingRequests() {
        return signingRequests.all() instanceof Observed.Present<Collection<SigningRequest>>(var found)
                ? found
                : List.of();
    }

    <T> Observed<T> get(ManagedResource managedResource, Class<T> type) {
        return Observed.as(type, get(managedResource));
    }

    private NamespacedName upstreamPolicyKey() {
        return new NamespacedName(identity.prometheusNamespace(), UpstreamPrometheusPolicy.NAME);
    }

    @Override
    public void close() {
        // Those that have not started too, so that a change that is under way starts none.
        caches.forEach(ResourceCache::close);
    }
}
