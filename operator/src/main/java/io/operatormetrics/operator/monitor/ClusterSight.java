package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.CaBundle;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.InstallationCa;
import io.operatormetrics.operator.kube.KeptSecret;
import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectView;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.ScrapeMaterial;
import io.operatormetrics.operator.kube.Selection;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.kube.SigningRequest;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.operator.render.PrometheusPolicy;

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
 * namespace that does not exist nothing is watched, since rights there can be given only once it does.
 */
final class ClusterSight implements AutoCloseable {

    private static final ObjectKey INSTALLATION = new ObjectKey("", "default");

    private final EndpointIdentity identity;
    private final Cluster cluster;
    private final Runnable onChange;
    private final Map<Target, ObjectView<ApiObject>> targets = new LinkedHashMap<>();
    private final Map<String, ObjectView<ApiObject>> namespaces = new LinkedHashMap<>();
    private final ObjectView<ApiObject> rules;
    private final ObjectView<ApiObject> upstreamPolicy;
    private final ObjectView<ApiObject> inventory;
    private final ObjectView<ApiObject> tigeraStatus;
    private final ObjectView<ApiObject> monitor;
    private final ObjectView<InstallationCa> installation;
    private final ObjectView<CaSecret> ca;
    private final ObjectView<LicenseKey> license;
    private final ObjectView<SigningRequest> signingRequests;
    private final Target rulesTarget;
    private final ObjectKey statusKey;
    private final boolean asksMonitor;
    private final Set<ObjectView<?>> started = ConcurrentHashMap.newKeySet();

    /** @param onChange called whenever something may have changed; must return at once */
    ClusterSight(
            Cluster cluster,
            EndpointIdentity identity,
            MonitoringSettings.Mode mode,
            String statusName,
            Runnable onChange) {
        this.identity = identity;
        this.cluster = cluster;
        this.onChange = onChange;
        this.rulesTarget = Target.rules(identity);
        this.statusKey = new ObjectKey("", statusName);
        Target.of(identity).stream()
                .filter(target -> !target.equals(rulesTarget))
                .forEach(target -> targets.put(target, target(target)));
        namespaces.put(identity.operatorNamespace(), namespace(identity.operatorNamespace()));
        namespaces.computeIfAbsent(identity.prometheusNamespace(), this::namespace);
        namespaces.computeIfAbsent(identity.caNamespace(), this::namespace);
        rules = view(Selection.all(ApiResource.PROMETHEUS_RULES, ApiObject.class)
                .inNamespace(identity.prometheusNamespace()));
        upstreamPolicy = named(ApiResource.CALICO_NETWORK_POLICIES, upstreamPolicyKey(), ApiObject.class);
        inventory = named(ApiResource.CONFIG_MAPS, ObjectInventory.key(identity), ApiObject.class);
        tigeraStatus = named(ApiResource.TIGERA_STATUSES, statusKey, ApiObject.class);
        monitor = named(ApiResource.MONITORS, MonitorResource.KEY, ApiObject.class);
        asksMonitor = mode == MonitoringSettings.Mode.MONITOR;
        installation = named(ApiResource.INSTALLATIONS, INSTALLATION, InstallationCa.class);
        ca = named(ApiResource.SECRETS, identity.caSecret(), CaSecret.class);
        license = named(ApiResource.LICENSE_KEYS, LicenseKey.DEFAULT, LicenseKey.class);
        signingRequests = view(Selection.all(ApiResource.CERTIFICATE_SIGNING_REQUESTS, SigningRequest.class)
                .labelled(Ownership.SELECTOR));
    }

    private ObjectView<ApiObject> namespace(String name) {
        return view(Selection.named(ApiResource.NAMESPACES, new ObjectKey("", name), ApiObject.class)
                .metadataOnly());
    }

    /** Secrets without what is not used of them. */
    private ObjectView<ApiObject> target(Target target) {
        Selection<ApiObject> selection = Selection.named(target.resource(), target.key(), ApiObject.class);
        return target.isSecret()
                ? new ObjectView<>(cluster, selection, KeptSecret::of, this::changed)
                : view(selection);
    }

    private <T extends KubeObject> ObjectView<T> named(ApiResource resource, ObjectKey key, Class<T> type) {
        return view(Selection.named(resource, key, type));
    }

    private <T extends KubeObject> ObjectView<T> view(Selection<T> selection) {
        return new ObjectView<>(cluster, selection, this::changed);
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
        targets.forEach((target, view) -> {
            if (!target.key().namespace().equals(identity.prometheusNamespace())) {
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
        if (installation.sight(INSTALLATION) instanceof Sight.Found<InstallationCa>(InstallationCa found)
                && found.certificateManagement() != null) {
            startOnce(signingRequests);
        }
        onChange.run();
    }

    private void startOnce(ObjectView<?> view) {
        if (started.add(view)) {
            view.start();
        }
    }

    /** Whether the namespace is not there; one that may not be read is taken to be there. */
    boolean isMissing(String namespace) {
        Sight<ApiObject> seen = namespaceNamed(namespace);
        return namespaces.containsKey(namespace)
                && !(seen instanceof Sight.Found)
                && !(seen instanceof Sight.Unreadable);
    }

    /** Whether the namespace is being deleted, so that nothing can be created in it and its Roles may be gone already. */
    boolean isTerminating(String namespace) {
        return namespaceNamed(namespace) instanceof Sight.Found<ApiObject>(ApiObject found) && found.isBeingDeleted();
    }

    /** One of those that are looked at. */
    Sight<ApiObject> namespaceNamed(String name) {
        ObjectView<ApiObject> view = namespaces.get(name);
        return view == null ? new Sight.Unknown<>() : view.sight(new ObjectKey("", name));
    }

    /** Whether a first answer is still to come for anything that is looked at. */
    boolean isComplete() {
        return started.stream().noneMatch(view -> view.all() instanceof Sight.Unknown);
    }

    /** What we may write with these settings. */
    Collection<Target> targets() {
        List<Target> all = new ArrayList<>(targets.keySet());
        all.add(rulesTarget);
        return all;
    }

    Sight<ApiObject> sight(Target target) {
        return whileThere(target.key().namespace(), view(target).sight(target.key()));
    }

    /** With a namespace its Roles go, mostly first: that nothing can be read in one that is being deleted is not for want of permissions. */
    private <T> Sight<T> whileThere(String namespace, Sight<T> seen) {
        return seen instanceof Sight.Unreadable<T>(ApiFailure failure)
                        && failure.kind() == ApiFailure.Kind.FORBIDDEN
                        && isTerminating(namespace)
                ? new Sight.Unknown<>()
                : seen;
    }

    Presence presence(Target target) {
        return view(target).presence();
    }

    private ObjectView<ApiObject> view(Target target) {
        return target.equals(rulesTarget)
                ? rules
                : Objects.requireNonNull(targets.get(target), () -> target + " is not looked at");
    }

    /** All PrometheusRules of the namespace, ours too. */
    Sight<Collection<ApiObject>> rules() {
        return whileThere(identity.prometheusNamespace(), rules.all());
    }

    Sight<ApiObject> upstreamPolicy() {
        return whileThere(identity.prometheusNamespace(), upstreamPolicy.sight(upstreamPolicyKey()));
    }

    Sight<ApiObject> inventory() {
        return inventory.sight(ObjectInventory.key(identity));
    }

    Sight<ApiObject> tigeraStatus() {
        return tigeraStatus.sight(statusKey);
    }

    boolean servesTigeraStatus() {
        return tigeraStatus.presence() == Presence.SERVED;
    }

    /** Not known where settings ask in its place. */
    Sight<ApiObject> monitor() {
        return monitor.sight(MonitorResource.KEY);
    }

    Presence installationApi() {
        return installation.presence();
    }

    Sight<InstallationCa> installation() {
        return installation.sight(INSTALLATION);
    }

    /** Not found also where its namespace is missing. */
    Sight<CaSecret> ca() {
        return started.contains(ca) || !(namespaceNamed(identity.caNamespace()) instanceof Sight.NotFound)
                ? ca.sight(identity.caSecret())
                : new Sight.NotFound<>();
    }

    /** As it stands there, whoever wrote it last. */
    ScrapeMaterial scrapeMaterial() {
        Target pair = Target.secret(identity.prometheusNamespace(), identity.clientSecret());
        Target bundle = Target.caBundle(identity);
        return ScrapeMaterial.of(pair.key(), sight(pair, PemSecret.class), bundle.key(), sight(bundle, CaBundle.class));
    }

    Sight<LicenseKey> license() {
        return license.sight(LicenseKey.DEFAULT);
    }

    /** Those of ours; none as long as nobody else signs. */
    Collection<SigningRequest> signingRequests() {
        return signingRequests.all() instanceof Sight.Found<Collection<SigningRequest>>(var found) ? found : List.of();
    }

    /** The object cut down to a record; unreadable where its fields are of other types. */
    <T> Sight<T> sight(Target target, Class<T> type) {
        return switch (sight(target)) {
            case Sight.Unknown<ApiObject> _ -> new Sight.Unknown<>();
            case Sight.NotFound<ApiObject> _ -> new Sight.NotFound<>();
            case Sight.Unreadable<ApiObject>(ApiFailure failure) -> new Sight.Unreadable<>(failure);
            case Sight.Found<ApiObject>(ApiObject found) -> {
                try {
                    yield new Sight.Found<>(found.as(type));
                } catch (ApiFailure failure) {
                    yield new Sight.Unreadable<>(failure);
                }
            }
        };
    }

    private ObjectKey upstreamPolicyKey() {
        return new ObjectKey(identity.prometheusNamespace(), PrometheusPolicy.NAME);
    }

    @Override
    public void close() {
        started.forEach(ObjectView::close);
    }
}
