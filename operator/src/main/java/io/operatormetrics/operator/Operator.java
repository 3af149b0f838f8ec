package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.Config;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.control.ReconcileMetrics;
import io.operatormetrics.kubernetes.loop.Loops;
import io.operatormetrics.operator.collector.CertificateLimit;
import io.operatormetrics.operator.collector.ClusterCollectors;
import io.operatormetrics.operator.controller.DisabledMonitoringPruner;
import io.operatormetrics.operator.controller.MonitorController;
import io.operatormetrics.operator.endpoint.ScrapeCredentials;
import io.operatormetrics.operator.endpoint.WatchedPair;
import io.operatormetrics.operator.license.LicenseAvailability;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.selfcheck.CheckedClient;
import io.operatormetrics.operator.selfcheck.CheckedEndpoint;
import io.operatormetrics.operator.selfcheck.SelfCheck;
import io.operatormetrics.operator.settings.Identity;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.TlsSource;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.server.HealthServer;
import io.operatormetrics.server.Liveness;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.tls.ServerTls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * The whole program, put together from its settings: health probes, and, when metrics are on, what reads the cluster and what serves
 * it. Parts are closed in the reverse of the order in which they were started, so that the probes tell of the end until it comes.
 */
final class Operator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Operator.class);

    private enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    private final OperatorSettings settings;
    private final BuildInfo build;
    private final Supplier<Config> kubeConfig;
    private final Clock clock;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Loops loops;
    private final Closer closer = new Closer();
    private final MetricsEndpoint endpoint;
    private volatile Phase phase = Phase.STARTING;
    private volatile @Nullable ClusterCollectors collectors;
    private volatile @Nullable MonitorController monitorController;

    /**
     * Nothing is opened before {@link #start()}.
     *
     * @param kubeConfig asked once, on a thread of its own
     */
    Operator(OperatorSettings settings, BuildInfo build, Supplier<Config> kubeConfig, Clock clock) {
        this.settings = settings;
        this.build = build;
        this.kubeConfig = kubeConfig;
        this.clock = clock;
        this.loops = new Loops(registry, SelfMetrics.PREFIX);
        this.endpoint = new MetricsEndpoint(settings, registry, clock, closer);
    }

    /** Returns when everything listens; the cluster is read from then on. After a failure only {@link #close()} is left to call. */
    void start() throws StartException {
        ClientPreparation client =
                ClientPreparation.of(() -> KubernetesClients.create(kubeConfig.get(), registry, SelfMetrics.PREFIX));
        closer.add(client);
        int probesPort = startHealth();
        if (settings.metrics().enabled()) {
            startMetrics(client, probesPort);
        } else {
            log.info("metrics are off: METRICS_ENABLED is not true, so nothing listens for scrapes");
            startClearing(startCluster(client), new ReconcileMetrics(registry, SelfMetrics.PREFIX));
        }
        phase = Phase.RUNNING;
    }

    /** Returns the port that they listen on. */
    private int startHealth() throws StartException {
        ListenAddress address = settings.health().address();
        HealthServer health = new HealthServer(address.host(), address.port(), this::readiness, this::liveness, clock);
        try {
            health.start();
        } catch (IOException e) {
            throw new StartException("health probes: " + e.getMessage(), e);
        }
        closer.add(health);
        return health.address().getPort();
    }

    private void startMetrics(ClientPreparation client, int probesPort) throws StartException {
        SelfMetrics.register(registry, build);
        endpoint.loadTls();
        ClusterContext cluster = startCluster(client);
        ExpositionStore store = new ExpositionStore();
        endpoint.start(new Exposition(store, registry), cluster);
        ClusterCollectors collecting = new ClusterCollectors(
                cluster,
                store,
                registry,
                new CertificateLimit(
                        settings.certificates().perNamespace(),
                        Set.copyOf(List.of(settings.identity().namespace(), Identity.UPSTREAM))));
        collecting.start();
        closer.add(collecting);
        collectors = collecting;
        startMonitoring(cluster, probesPort);
        startSelfCheck(cluster);
    }

    private ClusterContext startCluster(ClientPreparation client) {
        ScheduledExecutorService scheduler = loops.timers();
        closer.add(scheduler::shutdownNow);
        OldGeneration.watch(scheduler);
        ClusterContext cluster = ClusterContext.of(client.client(), clock, loops, scheduler);
        cluster.restrict(CustomResources.LICENSE_KEYS, new LicenseAvailability(cluster));
        cluster.start();
        closer.add(cluster);
        return cluster;
    }

    /** Last, since it is a client of all the rest. In plain HTTP there is nothing that it could find. */
    private void startSelfCheck(ClusterContext cluster) {
        Optional<ServerTls> tls = endpoint.tls();
        if (tls.isEmpty()) {
            return;
        }
        ResourceNames identity = ResourceNames.of(settings);
        SelfCheck check = new SelfCheck(
                new CheckedEndpoint(endpoint.address().orElseThrow(), identity.dnsNames()),
                tls.get(),
                new CheckedClient(
                        new WatchedPair(
                                cluster, new NamespacedName(identity.operatorNamespace(), identity.clientSecret())),
                        this::scrapeMaterial),
                loops,
                this::selfChecked);
        check.register(registry);
        check.start();
        closer.add(check);
    }

    private void startMonitoring(ClusterContext cluster, int probesPort) {
        ReconcileMetrics metrics = new ReconcileMetrics(registry, SelfMetrics.PREFIX);
        if (settings.monitoring().mode() == MonitoringSettings.Mode.NEVER) {
            startClearing(cluster, metrics);
            return;
        }
        ResourceNames identity = ResourceNames.of(settings)
                .listeningOn(endpoint.address().orElseThrow().getPort(), probesPort);
        MonitorController starting = new MonitorController(
                cluster, settings, identity, metrics, endpoint.scrapes(), ReplicaName.ofThisProcess());
        starting.start();
        closer.add(starting);
        monitorController = starting;
        ClusterCollectors collecting = collectors;
        if (collecting != null) {
            collecting.onLimit(() -> starting.certificatesHiddenIn(collecting.overLimit()));
        }
    }

    /** Where nobody can ask for objects any more, those of earlier settings go. */
    private void startClearing(ClusterContext cluster, ReconcileMetrics metrics) {
        if (!settings.runtimeEnvironment().inCluster()) {
            log.info("outside a cluster nothing is deleted: objects of earlier settings stay");
            return;
        }
        DisabledMonitoringPruner disabledMonitoringPruner = new DisabledMonitoringPruner(cluster, settings, metrics);
        disabledMonitoringPruner.start();
        closer.add(disabledMonitoringPruner);
    }

    private Optional<ScrapeCredentials> scrapeMaterial() {
        MonitorController keeping = monitorController;
        return keeping == null ? Optional.empty() : keeping.scrapeMaterial();
    }

    private void selfChecked(Optional<String> problem) {
        MonitorController keeping = monitorController;
        if (keeping != null) {
            keeping.selfChecked(problem);
        }
    }

    /** Where scrapes are served while this runs; empty when metrics are off. */
    Optional<InetSocketAddress> metricsAddress() {
        return endpoint.address();
    }

    private Liveness liveness() {
        List<String> troubles = loops.troubles();
        return troubles.isEmpty() ? new Liveness.Alive() : new Liveness.Dead(troubles);
    }

    /** As the probes tell it. */
    Readiness readiness() {
        return switch (phase) {
            case STARTING -> new Readiness.NotReady(List.of("starting"));
            case RUNNING -> servingReadiness();
            case STOPPING -> new Readiness.NotReady(List.of("shutting down"));
        };
    }

    private Readiness servingReadiness() {
        List<String> missing = new ArrayList<>();
        ClusterCollectors collecting = collectors;
        if (collecting != null && collecting.readiness() instanceof Readiness.NotReady(List<String> reasons)) {
            missing.addAll(reasons);
        }
        if (isPairAskedFor()) {
            missing.addAll(endpoint.refusal());
        }
        MonitorController keeping = monitorController;
        if (keeping != null && keeping.isUndetermined()) {
            missing.add("monitor: not read yet");
        }
        return missing.isEmpty()
                ? new Readiness.Ready(keeping == null ? List.of() : keeping.yieldedStatus())
                : new Readiness.NotReady(missing);
    }

    /**
     * With MONITORING=monitor it is the Monitor resource that asks for the pair in the Secret. Where there is none nobody makes that pair,
     * and a rollout that waits for it would never end.
     */
    private boolean isPairAskedFor() {
        MonitorController keeping = monitorController;
        return settings.tlsSource() == TlsSource.FILE
                || settings.monitoring().mode() != MonitoringSettings.Mode.MONITOR
                || (keeping != null && keeping.isAskedFor());
    }

    @Override
    public void close() {
        phase = Phase.STOPPING;
        closer.close();
    }
}
