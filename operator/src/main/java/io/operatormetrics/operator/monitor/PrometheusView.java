package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectView;
import io.operatormetrics.operator.kube.Selection;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.PrometheusServer;
import io.operatormetrics.operator.render.EndpointIdentity;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What is watched of others to tell who scrapes and evaluates what: the Prometheus objects of all namespaces, of which selectors alone are
 * kept, and the Go operator's ServiceMonitor where ours is another. Nothing where these APIs are not served.
 */
final class PrometheusView implements AutoCloseable {

    /** The Go operator's ServiceMonitor. */
    private static final String UPSTREAM = "tigera-operator-metrics";

    private final EndpointIdentity identity;
    private final ObjectView<PrometheusServer> servers;
    private final ObjectView<PrometheusServer> agents;
    private final ObjectView<ApiObject> upstreamMonitor;
    private final ObjectKey upstreamMonitorKey;
    private final AtomicBoolean namespaceSeen = new AtomicBoolean();

    /** @param onChange called whenever something may have changed; must return at once */
    PrometheusView(Cluster cluster, EndpointIdentity identity, Runnable onChange) {
        this.identity = identity;
        servers = new ObjectView<>(cluster, Selection.all(ApiResource.PROMETHEUSES, PrometheusServer.class), onChange);
        agents = new ObjectView<>(
                cluster, Selection.all(ApiResource.PROMETHEUS_AGENTS, PrometheusServer.class), onChange);
        upstreamMonitorKey = new ObjectKey(identity.prometheusNamespace(), UPSTREAM);
        upstreamMonitor = new ObjectView<>(
                cluster, Selection.named(ApiResource.SERVICE_MONITORS, upstreamMonitorKey, ApiObject.class), onChange);
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
        return Stream.of(servers, agents).noneMatch(view -> view.all() instanceof Sight.Unknown)
                && !(namespaceSeen.get() && upstreamMonitor.all() instanceof Sight.Unknown);
    }

    PrometheusSelection selection() {
        return new PrometheusSelection(servers.all(), agents.all());
    }

    /** The Go operator's ServiceMonitor, where it is not ours by name. */
    Sight<ApiObject> upstreamMonitor() {
        return identity.serviceName().equals(UPSTREAM)
                ? new Sight.NotFound<>()
                : upstreamMonitor.sight(upstreamMonitorKey);
    }

    @Override
    public void close() {
        servers.close();
        agents.close();
        upstreamMonitor.close();
    }
}
