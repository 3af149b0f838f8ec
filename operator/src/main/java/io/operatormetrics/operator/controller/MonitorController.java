package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.control.LeaderElection;
import io.operatormetrics.kubernetes.control.LeaseElection;
import io.operatormetrics.kubernetes.control.LeaseObserver;
import io.operatormetrics.kubernetes.control.ReconcileLoop;
import io.operatormetrics.kubernetes.control.ReconcileMetrics;
import io.operatormetrics.operator.certificate.BackgroundCaGenerator;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.certificate.CertificatePlanner;
import io.operatormetrics.operator.endpoint.ScrapeCredentials;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.scrape.ScrapeWatch;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.OperatorSettings;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The monitor controller, and the only class of this package that others need: keeps what Monitor or settings ask for. Every replica looks
 * on, so that the next leader knows all when its time comes; only the leader writes.
 */
public final class MonitorController implements AutoCloseable {

    private final MonitoringSettings.Mode mode;
    private final ManagedMetadata managedMetadata;
    private final String prometheusNamespace;
    private final ClusterWatches watches;
    private final PrometheusWatches prometheus;
    private final ScrapeWatch scrapes;
    private final LeaderElection leaderElection;
    private final FallbackStatus fallbackStatus;
    private final ReconcileLoop loop;
    private final AtomicReference<@Nullable String> selfCheck = new AtomicReference<>();
    private final AtomicReference<Set<String>> overLimit = new AtomicReference<>(Set.of());

    /**
     * Keeps what Monitor or settings ask for. Nothing is asked before {@link #start()}.
     *
     * @param identity with the ports that are really listened on
     * @param scrapes of this replica's endpoint
     * @param replica a name of this process that no other has, beginning with that of its pod and an underscore
     */
    public MonitorController(
            ClusterContext cluster,
            OperatorSettings settings,
            ResourceNames identity,
            ReconcileMetrics metrics,
            ScrapeWatch scrapes,
            String replica) {
        MonitoringSettings monitoring = settings.monitoring();
        mode = monitoring.mode();
        managedMetadata = ManagedMetadata.of(identity);
        watches = new ClusterWatches(cluster, identity, mode, monitoring.statusName(), this::changed);
        prometheusNamespace = identity.prometheusNamespace();
        prometheus = new PrometheusWatches(cluster, identity, this::changed);
        this.scrapes = scrapes;
        ResourceClient requests = new ResourceClient(cluster.client(), ServerSideApplier.FIELD_MANAGER);
        leaderElection = leadership(cluster, settings, identity, replica);
        ServerSideApplier writes =
                new ServerSideApplier(requests, CertificateOwnership.policy(identity.instance()), System::nanoTime);
        ServerSideApplier writer = settings.runtimeEnvironment().inCluster() ? writes : writes.deletingNothing();
        String pod = replica.replaceFirst("_.*", "");
        InventoryPruner previous = new InventoryPruner(
                requests,
                writer,
                new PreviousLeases(requests, replica, cluster.clock(), System::nanoTime),
                leaderElection);
        fallbackStatus = new FallbackStatus(
                new DeploymentEvents(requests, identity, replica), monitoring.statusName(), cluster.clock());
        MonitoringReconciler reconciler = new MonitoringReconciler(new MonitoringReconciler.Parts(
                identity,
                monitoring,
                watches,
                new CertificateInputsReader(identity, requests, watches, cluster.clock()),
                new CertificatePlanner(
                        identity,
                        settings.certificates(),
                        cluster.clock(),
                        new BackgroundCaGenerator(cluster.clock(), this::changed)),
                new DesiredStateApplier(identity, watches, writer, leaderElection, cluster.clock()),
                new ObjectInventory(identity, writer),
                previous,
                new SigningRequestRemoval(requests, writer, leaderElection),
                new StatusWriter(requests, writer, monitoring.statusName(), fallbackStatus, cluster.clock()),
                leaderElection,
                () -> Optional.ofNullable(selfCheck.get()),
                overLimit::get,
                prometheus,
                new ScrapeFindings(
                        identity,
                        watches,
                        new NotScrapedReasons(
                                identity, watches, prometheus, writer, new ServiceEndpoints(requests, identity, pod)),
                        scrapes,
                        pod,
                        cluster.clock()),
                cluster.clock()));
        loop = new ReconcileLoop("monitoring", reconciler, metrics, cluster.clock(), cluster.loops());
    }

    /** Outside a cluster somebody tries something, beside an installation that may be running inside. */
    private LeaderElection leadership(
            ClusterContext cluster, OperatorSettings settings, ResourceNames identity, String replica) {
        ResourceClient requests = new ResourceClient(cluster.client(), ServerSideApplier.FIELD_MANAGER);
        NamespacedName lease = ManagedResource.lease(identity).key();
        if (settings.monitoring().leaderElection()) {
            return new LeaseElection(
                    requests, lease, replica, cluster.clock(), cluster.loops(), cluster.scheduler(), this::changed);
        }
        return settings.runtimeEnvironment().inCluster()
                ? LeaderElection.always()
                : new LeaseObserver(requests, lease, cluster.loops(), this::changed, System::nanoTime);
    }

    /** Starts to look, to strive for leadership and to keep; returns at once. */
    public void start() {
        scrapes.onNews(this::changed);
        watches.start();
        prometheus.start();
        leaderElection.start();
        loop.start();
    }

    private void changed() {
        if (!watches.namespaces().isMissing(prometheusNamespace)) {
            prometheus.namespaceExists();
        }
        loop.trigger();
    }

    /** Whether somebody asks for the objects, and so for the endpoint's pair. */
    public boolean isAskedFor() {
        return MonitorResource.request(mode, managedMetadata, watches.monitor()) instanceof MonitoringRequest.Requested;
    }

    /** Whether it is not known yet if somebody asks; where nobody lets us read that, it is. */
    public boolean isUndetermined() {
        return MonitorResource.request(mode, managedMetadata, watches.monitor())
                instanceof MonitoringRequest.Undetermined;
    }

    /** What Prometheus scrapes with; empty where nobody asks for it, and so nobody keeps it. */
    public Optional<ScrapeCredentials> scrapeMaterial() {
        return isAskedFor() ? Optional.of(watches.scrapeMaterial()) : Optional.empty();
    }

    /** What our status would say while another manager writes it, in short; empty in replicas that do not lead. */
    public List<String> yieldedStatus() {
        return leaderElection.isLeader() ? fallbackStatus.summary() : List.of();
    }

    /** Takes up what this replica found when it asked itself as Prometheus would; empty when all was well. */
    public void selfChecked(Optional<String> problem) {
        selfCheck.set(problem.orElse(null));
        changed();
    }

    /** Takes up of which namespaces some Secrets have no series, because they have more than the limit. */
    public void certificatesHiddenIn(Set<String> namespaces) {
        overLimit.set(namespaces);
        changed();
    }

    @Override
    public void close() {
        loop.close();
        leaderElection.close();
        prometheus.close();
        watches.close();
    }
}
