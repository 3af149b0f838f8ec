package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.CacheListener;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.PrometheusServer;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.state.CustomResources;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What is watched of others to tell who scrapes and evaluates what: the Prometheus objects of all namespaces, of which selectors alone are
 * kept, and the Go operator's ServiceMonitor where ours is another. Nothing where these APIs are not served.
 */
final class PrometheusWatches implements AutoCloseable {

    /** The Go operator's ServiceMonitor. */
    private static final String UPSTREAM = "tigera-operator-metrics";

    private final ResourceNames identity;
    private final ResourceCache<PrometheusServer> servers;
    private final ResourceCache<PrometheusServer> agents;
    private final ResourceCache<Unstructured> upstreamMonitor;
    private final NamespacedName upstreamMonitorKey;
    private final AtomicBoolean namespaceSeen = new AtomicBoolean();

    /** @param onChange called whenever something may have changed; must return at once */
    PrometheusWatches(ClusterContext cluster, ResourceNames identity, CacheListener onChange) {
        this.identity = identity;
        servers = new ResourceCache<>(
                cluster, ResourceQuery.all(CustomResources.PROMETHEUSES, PrometheusServer.class), onChange);
        agents = new ResourceCache<>(
                cluster, ResourceQuery.all(CustomResources.PROMETHEUS_AGENTS, PrometheusServer.class), onChange);
        upstreamMonitorKey = new NamespacedName(identity.prometheusNamespace(), UPSTREAM);
        upstreamMonitor = new ResourceCache<>(
                cluster,
                ResourceQuery.named(CustomResources.SERVICE_MONITORS, upstreamMonitorKey, Unstructured.class),
                onChange);
    }

    /** Starts to look; returns at once. */
    void start() {
        servers.start();
        agents.start();
    }

    /** The namespace of Prometheus exists, and permissions in it can: starts to look there too, once. */
    void namespaceExists() {
        if (!identity.serviceName().equals(UPSTREAM) && namespaceSeen.compareAndSet(false, true)) {
            upstreamMonitor.start();
        }
    }

    /** Whether all that is looked at has answered. */
    boolean isComplete() {
        return Stream.of(servers, agents).noneMatch(view -> view.all() instanceof Observed.Pending)
                && !(namespaceSeen.get() && upstreamMonitor.all() instanceof Observed.Pending);
    }

    PrometheusSelection selection() {
        return new PrometheusSelection(servers.all(), agents.all());
    }

    /** The Go operator's ServiceMonitor, where it is not ours by name. */
    Observed<Unstructured> upstreamMonitor() {
        return identity.serviceName().equals(UPSTREAM)
                ? new Observed.Absent<>()
                : upstreamMonitor.get(upstreamMonitorKey);
    }

    @Override
    public void close() {
        servers.close();
        agents.close();
        upstreamMonitor.close();
    }
}
