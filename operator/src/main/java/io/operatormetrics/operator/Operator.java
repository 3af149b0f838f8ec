package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.Config;
import io.operatormetrics.operator.collector.ClusterCollectors;
import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.config.TlsSource;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.KubeClients;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.WatchedPair;
import io.operatormetrics.operator.monitor.Clearing;
import io.operatormetrics.operator.monitor.Monitoring;
import io.operatormetrics.operator.reconcile.ReconcileMetrics;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.selfcheck.CheckedEndpoint;
import io.operatormetrics.operator.selfcheck.SelfCheck;
import io.operatormetrics.server.HealthServer;
import io.operatormetrics.server.MetricsServer;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.TlsMetrics;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.server.settings.MetricsServerSettings;
import io.operatormetrics.server.settings.Scheme;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * The whole program, put together from its settings: health probes, and, when metrics are on, what reads the cluster and what serves
 * it. Parts are closed in the reverse of the order in which they were started, so that the probes tell of the end until it comes.
 */
final class Operator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Operator.class);

    private final OperatorSettings settings;
    private final BuildInfo build;
    private final Supplier<Config> kubeConfig;
    private final Clock clock;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Started started = new Started();
    private volatile boolean stopping;
    private volatile @Nullable ClusterCollectors collectors;
    private volatile @Nullable ServerTls tls;
    private volatile @Nullable MetricsServer server;
    private volatile @Nullable HealthServer probes;
    private volatile @Nullable Monitoring monitoring;

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
    }

    /** Returns when everything listens; the cluster is read from then on. After a failure only {@link #close()} is left to call. */
    void start() throws StartException {
        ClientPreparation client = ClientPreparation.of(() -> KubeClients.create(kubeConfig.get(), registry));
        started.add(client);
        startHealth();
        if (settings.metrics().enabled()) {
            startMetrics(client);
        } else {
            log.info("metrics are off: METRICS_ENABLED is not true, so nothing listens for scrapes");
            startClearing(startCluster(client), new ReconcileMetrics(registry));
        }
    }

    private void startHealth() throws StartException {
        ListenAddress address = settings.health().address();
        HealthServer health = new HealthServer(address.host(), address.port(), this::readiness);
        try {
            health.start();
        } catch (IOException e) {
            throw new StartException("health probes: " + e.getMessage(), e);
        }
        started.add(health);
        probes = health;
    }

    private void startMetrics(ClientPreparation client) throws StartException {
        OwnMetrics.register(registry, build);
        loadTls();
        Cluster cluster = startCluster(client);
        ExpositionStore store = new ExpositionStore();
        startServer(new Exposition(store, registry), cluster);
        ClusterCollectors collecting = new ClusterCollectors(cluster, store, registry);
        collecting.start();
        started.add(collecting);
        collectors = collecting;
        startMonitoring(cluster);
        startSelfCheck(cluster);
    }

    /** While there is no client yet: it would be done later anyhow. */
    private void loadTls() throws StartException {
        if (settings.metrics().scheme() == Scheme.HTTPS) {
            try {
                settings.metrics().tlsPolicy().provider().load();
            } catch (IllegalStateException e) {
                throw new StartException("TLS: " + e.getMessage(), e);
            }
        }
    }

    private Cluster startCluster(ClientPreparation client) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("scheduler").factory());
        started.add(scheduler::shutdownNow);
        Cluster cluster = Cluster.of(client.client(), clock, scheduler);
        cluster.start();
        started.add(cluster);
        return cluster;
    }

    private void startServer(Exposition exposition, Cluster cluster) throws StartException {
        MetricsServerSettings metrics = settings.metrics();
        ListenAddress address = metrics.address();
        MetricsServer.Builder builder = MetricsServer.builder()
                .address(address.host(), address.port())
                .exposition(exposition)
                .registry(registry)
                .maxConcurrentScrapes(metrics.maxConcurrentScrapes());
        MetricsServer starting = switch (metrics.scheme()) {
            case HTTP -> builder.plainHttp().build();
            case HTTPS -> builder.tls(startTls(cluster)).build();
        };
        try {
            starting.start();
        } catch (IOException e) {
            throw new StartException("metrics endpoint: " + e.getMessage(), e);
        }
        started.add(starting);
        server = starting;
    }

    private ServerTls startTls(Cluster cluster) throws StartException {
        TlsMetrics listener = new TlsMetrics(registry);
        ServerTls starting =
                new ServerTls(settings.metrics().tlsPolicy(), TlsSources.of(settings, cluster), listener, clock);
        try {
            starting.start();
        } catch (IllegalStateException e) {
            throw new StartException("TLS: " + e.getMessage(), e);
        }
        started.add(starting);
        listener.observe(starting);
        tls = starting;
        return starting;
    }

    /** Last, since it is a client of all the rest. In plain HTTP there is nothing that it could find. */
    private void startSelfCheck(Cluster cluster) {
        ServerTls serving = tls;
        MetricsServer listening = server;
        if (serving == null || listening == null) {
            return;
        }
        EndpointIdentity identity = EndpointIdentity.of(settings);
        SelfCheck check = new SelfCheck(
                new CheckedEndpoint(listening.address(), identity.dnsNames()),
                serving,
                new WatchedPair(cluster, new ObjectKey(identity.operatorNamespace(), identity.clientSecret())),
                this::selfChecked);
        check.register(registry);
        check.start();
        started.add(check);
    }

    private void startMonitoring(Cluster cluster) {
        ReconcileMetrics metrics = new ReconcileMetrics(registry);
        MetricsServer listening = server;
        HealthServer probing = probes;
        if (settings.monitoring().mode() == MonitoringSettings.Mode.NEVER || listening == null || probing == null) {
            startClearing(cluster, metrics);
            return;
        }
        EndpointIdentity identity = EndpointIdentity.of(settings)
                .listeningOn(listening.address().getPort(), probing.address().getPort());
        Monitoring starting = new Monitoring(cluster, settings, identity, metrics, ReplicaName.ofThisProcess());
        starting.start();
        started.add(starting);
        monitoring = starting;
    }

    /** Where nobody can ask for objects any more, those of earlier settings go. */
    private void startClearing(Cluster cluster, ReconcileMetrics metrics) {
        Clearing clearing = new Clearing(cluster, settings, metrics);
        clearing.start();
        started.add(clearing);
    }

    private void selfChecked(Optional<String> problem) {
        Monitoring keeping = monitoring;
        if (keeping != null) {
            keeping.selfChecked(problem);
        }
    }

    /** Where scrapes are served while this runs; empty when metrics are off. */
    Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(server).map(MetricsServer::address);
    }

    /** As the probes tell it. */
    Readiness readiness() {
        if (stopping) {
            return new Readiness.NotReady(List.of("shutting down"));
        }
        List<String> missing = new ArrayList<>();
        ClusterCollectors collecting = collectors;
        if (collecting != null && collecting.readiness() instanceof Readiness.NotReady(List<String> reasons)) {
            missing.addAll(reasons);
        }
        ServerTls serving = tls;
        if (serving != null && isPairAskedFor() && serving.served().isEmpty()) {
            missing.add(serving.problem().orElse("no TLS material yet"));
        }
        return missing.isEmpty() ? new Readiness.Ready() : new Readiness.NotReady(missing);
    }

    /**
     * With MONITORING=monitor it is the Monitor resource that asks for the pair in the Secret. Where there is none nobody makes that pair,
     * and a rollout that waits for it would never end.
     */
    private boolean isPairAskedFor() {
        Monitoring keeping = monitoring;
        return settings.tlsSource() == TlsSource.FILE
                || settings.monitoring().mode() != MonitoringSettings.Mode.MONITOR
                || (keeping != null && keeping.isAskedFor());
    }

    @Override
    public void close() {
        stopping = true;
        started.close();
    }
}
