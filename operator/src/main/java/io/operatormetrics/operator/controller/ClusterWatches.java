package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
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
import io.operatormetrics.operator.state.InstallationCa;
import io.operatormetrics.operator.state.RetainedSecretFields;
import io.operatormetrics.operator.state.TlsSecret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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

    private static final NamespacedName INSTALLATION = new NamespacedName("", "default");

    private final ResourceNames identity;
    private final ClusterContext cluster;
    private final Runnable onChange;
    private final Map<ManagedResource, ResourceCache<Unstructured>> targets = new LinkedHashMap<>();
    private final Map<String, ResourceCache<Unstructured>> namespaces = new LinkedHashMap<>();
    private final ResourceCache<Unstructured> rules;
    private final ResourceCache<Unstructured> upstreamPolicy;
    private final ResourceCache<Unstructured> inventory;
    private final ResourceCache<Unstructured> tigeraStatus;
    private final ResourceCache<Unstructured> monitor;
    private final ResourceCache<InstallationCa> installation;
    private final ResourceCache<CaSecret> ca;
    private final ResourceCache<LicenseKey> license;
    private final ResourceCache<SigningRequest> signingRequests;
    private final ManagedResource rulesTarget;
    private final NamespacedName statusKey;
    private final boolean asksMonitor;
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
        namespaces.put(identity.operatorNamespace(), namespace(identity.operatorNamespace()));
        namespaces.computeIfAbsent(identity.prometheusNamespace(), this::namespace);
        namespaces.computeIfAbsent(identity.caNamespace(), this::namespace);
        rules = view(ResourceQuery.all(CustomResources.PROMETHEUS_RULES, Unstructured.class)
                .inNamespace(identity.prometheusNamespace()));
        upstreamPolicy = named(CustomResources.CALICO_NETWORK_POLICIES, upstreamPolicyKey(), Unstructured.class);
        inventory = named(GroupVersionResource.CONFIG_MAPS, ObjectInventory.key(identity), Unstructured.class);
        tigeraStatus = named(CustomResources.TIGERA_STATUSES, statusKey, Unstructured.class);
        monitor = named(CustomResources.MONITORS, MonitorResource.KEY, Unstructured.class);
        asksMonitor = mode == MonitoringSettings.Mode.MONITOR;
        installation = named(CustomResources.INSTALLATIONS, INSTALLATION, InstallationCa.class);
        ca = named(GroupVersionResource.SECRETS, identity.caSecret(), CaSecret.class);
        license = named(CustomResources.LICENSE_KEYS, LicenseKey.DEFAULT, LicenseKey.class);
        signingRequests =
                view(ResourceQuery.all(GroupVersionResource.CERTIFICATE_SIGNING_REQUESTS, SigningRequest.class)
                        .labelled(ManagedMetadata.SELECTOR));
    }

    private ResourceCache<Unstructured> namespace(String name) {
        return view(
                ResourceQuery.named(GroupVersionResource.NAMESPACES, new NamespacedName("", name), Unstructured.class)
                        .metadataOnly());
    }

    /** Secrets without what is not used of them. */
    private ResourceCache<Unstructured> target(ManagedResource managedResource) {
        ResourceQuery<Unstructured> resourceQuery =
                ResourceQuery.named(managedResource.resource(), managedResource.key(), Unstructured.class);
        return managedResource.isSecret()
                ? new ResourceCache<>(cluster, resourceQuery, RetainedSecretFields::of, this::changed)
                : view(resourceQuery);
    }

    private <T extends KubernetesObject> ResourceCache<T> named(
            GroupVersionResource resource, NamespacedName key, Class<T> type) {
        return view(ResourceQuery.named(resource, key, type));
    }

    private <T extends KubernetesObject> ResourceCache<T> view(ResourceQuery<T> resourceQuery) {
        return new ResourceCache<>(cluster, resourceQuery, this::changed);
    }

    /** Starts to look; returns at once. */
    void start() {
        namespaces.values().forEach(this::startOnce);
        startOnce(inventory);
        startOnce(tigeraStatus);
        startOnce(license);
        if (asksMonitor) {
            startOnce(monitor);
        }
        if (identity.servesTls()) {
            startOnce(installation);
        }
        targets.forEach((managedResource, view) -> {
            if (!managedResource.key().namespace().equals(identity.prometheusNamespace())) {
                startOnce(view);
            }
        });
    }

    private void changed() {
        if (!isMissing(identity.prometheusNamespace())) {
            startOnce(rules);
            startOnce(upstreamPolicy);
            targets.values().forEach(this::startOnce);
        }
        if (identity.servesTls() && !isMissing(identity.caNamespace())) {
            startOnce(ca);
        }
        if (installation.get(INSTALLATION) instanceof Observed.Present<InstallationCa>(InstallationCa found)
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

    /** Whether the namespace is not there; one that may not be read is taken to be there. */
    boolean isMissing(String namespace) {
        Observed<Unstructured> seen = namespaceNamed(namespace);
        return namespaces.containsKey(namespace)
                && !(seen instanceof Observed.Present)
                && !(seen instanceof Observed.Unreadable);
    }

    /** Whether the namespace is being deleted, so that nothing can be created in it and its Roles may be gone already. */
    boolean isTerminating(String namespace) {
        return namespaceNamed(namespace) instanceof Observed.Present<Unstructured>(Unstructured found)
                && found.isBeingDeleted();
    }

    /** One of those that are looked at. */
    Observed<Unstructured> namespaceNamed(String name) {
        ResourceCache<Unstructured> view = namespaces.get(name);
        return view == null ? new Observed.Pending<>() : view.get(new NamespacedName("", name));
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
                        && isTerminating(namespace)
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
        return tigeraStatus.get(statusKey);
    }

    boolean servesTigeraStatus() {
        return tigeraStatus.presence() == ApiAvailability.SERVED;
    }

    /** Not known where settings ask in its place. */
    Observed<Unstructured> monitor() {
        return monitor.get(MonitorResource.KEY);
    }

    ApiAvailability installationApi() {
        return installation.presence();
    }

    Observed<InstallationCa> installation() {
        return installation.get(INSTALLATION);
    }

    /** Not found also where its namespace is missing. */
    Observed<CaSecret> ca() {
        return started.contains(ca) || !(namespaceNamed(identity.caNamespace()) instanceof Observed.Absent)
                ? ca.get(identity.caSecret())
                : new Observed.Absent<>();
    }

    /** As it stands there, whoever wrote it last. */
    ScrapeCredentials scrapeMaterial() {
        ManagedResource pair = ManagedResource.secret(identity.prometheusNamespace(), identity.clientSecret());
        ManagedResource bundle = ManagedResource.caBundle(identity);
        return ScrapeCredentials.of(pair.key(), get(pair, TlsSecret.class), bundle.key(), get(bundle, CaBundle.class));
    }

    Observed<LicenseKey> license() {
        return license.get(LicenseKey.DEFAULT);
    }

    /** Those of ours; none as long as nobody else signs. */
    Collection<SigningRequest> signingRequests() {
        return signingRequests.all() instanceof Observed.Present<Collection<SigningRequest>>(var found)
                ? found
                : List.of();
    }

    /** The object cut down to a record; unreadable where its fields are of other types. */
    <T> Observed<T> get(ManagedResource managedResource, Class<T> type) {
        return switch (get(managedResource)) {
            case Observed.Pending<Unstructured> _ -> new Observed.Pending<>();
            case Observed.Absent<Unstructured> _ -> new Observed.Absent<>();
            case Observed.Unreadable<Unstructured>(ApiException failure) -> new Observed.Unreadable<>(failure);
            case Observed.Present<Unstructured>(Unstructured found) -> {
                try {
                    yield new Observed.Present<>(found.as(type));
                } catch (ApiException failure) {
                    yield new Observed.Unreadable<>(failure);
                }
            }
        };
    }

    private NamespacedName upstreamPolicyKey() {
        return new NamespacedName(identity.prometheusNamespace(), UpstreamPrometheusPolicy.NAME);
    }

    @Override
    public void close() {
        started.forEach(ResourceCache::close);
    }
}
