package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.BackgroundMaker;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.ScrapeMaterial;
import io.operatormetrics.operator.leader.Leadership;
import io.operatormetrics.operator.leader.LeaseLeadership;
import io.operatormetrics.operator.leader.LeaseObserver;
import io.operatormetrics.operator.reconcile.ReconcileLoop;
import io.operatormetrics.operator.reconcile.ReconcileMetrics;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.operator.scrape.ScrapeWatch;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The monitor controller, and the only class of this package that others need: keeps what Monitor or settings ask for. Every replica looks
 * on, so that the next leader knows all when its time comes; only the leader writes.
 */
public final class Monitoring implements AutoCloseable {

    private final MonitoringSettings.Mode mode;
    private final Ownership ownership;
    private final String prometheusNamespace;
    private final ClusterSight sight;
    private final PrometheusView prometheus;
    private final ScrapeWatch scrapes;
    private final Leadership leadership;
    private final YieldedStatus yieldedStatus;
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
    public Monitoring(
            Cluster cluster,
            OperatorSettings settings,
            EndpointIdentity identity,
            ReconcileMetrics metrics,
            ScrapeWatch scrapes,
            String replica) {
        MonitoringSettings monitoring = settings.monitoring();
        mode = monitoring.mode();
        ownership = Ownership.of(identity);
        sight = new ClusterSight(cluster, identity, mode, monitoring.statusName(), this::changed);
        prometheusNamespace = identity.prometheusNamespace();
        prometheus = new PrometheusView(cluster, identity, this::changed);
        this.scrapes = scrapes;
        ObjectRequests requests = new ObjectRequests(cluster.client(), ObjectWriter.FIELD_MANAGER);
        leadership = leadership(cluster, settings, identity, replica);
        ObjectWriter writes = new ObjectWriter(requests, identity.instance(), Certificates::isOurs, System::nanoTime);
        ObjectWriter writer = settings.surroundings().inCluster() ? writes : writes.deletingNothing();
        String pod = replica.replaceFirst("_.*", "");
        FormerObjects former = new FormerObjects(
                requests, writer, new FormerLeases(requests, replica, cluster.clock(), System::nanoTime), leadership);
        yieldedStatus = new YieldedStatus(
                new DeploymentEvents(requests, identity, replica), monitoring.statusName(), cluster.clock());
        MonitoringReconciler reconciler = new MonitoringReconciler(new MonitoringReconciler.Parts(
                identity,
                monitoring,
                sight,
                new CertificateSight(identity, requests, sight, cluster.clock()),
                new Certificates(
                        identity,
                        settings.certificates(),
                        cluster.clock(),
                        new BackgroundMaker(cluster.clock(), this::changed)),
                new DesiredStateApplier(identity, sight, writer, leadership, cluster.clock()),
                new ObjectInventory(identity, writer),
                former,
                new SigningRequestRemoval(requests, writer, leadership),
                new StatusWriter(requests, writer, monitoring.statusName(), yieldedStatus, cluster.clock()),
                leadership,
                () -> Optional.ofNullable(selfCheck.get()),
                overLimit::get,
                prometheus,
                new ScrapeFindings(
                        identity,
                        sight,
                        new NotScrapedReasons(
                                identity, sight, prometheus, writer, new ServiceEndpoints(requests, identity, pod)),
                        scrapes,
                        pod,
                        cluster.clock()),
                cluster.clock()));
        loop = new ReconcileLoop("monitoring", reconciler, metrics, cluster.clock(), cluster.loops());
    }

    /** Outside a cluster somebody tries something, beside an installation that may be running inside. */
    private Leadership leadership(
            Cluster cluster, OperatorSettings settings, EndpointIdentity identity, String replica) {
        ObjectRequests requests = new ObjectRequests(cluster.client(), ObjectWriter.FIELD_MANAGER);
        ObjectKey lease = Target.lease(identity).key();
        if (settings.monitoring().leaderElection()) {
            return new LeaseLeadership(
                    requests, lease, replica, cluster.clock(), cluster.loops(), cluster.scheduler(), this::changed);
        }
        return settings.surroundings().inCluster()
                ? Leadership.always()
                : new LeaseObserver(requests, lease, cluster.loops(), this::changed, System::nanoTime);
    }

    /** Starts to look, to strive for leadership and to keep; returns at once. */
    public void start() {
        scrapes.onNews(this::changed);
        sight.start();
        prometheus.start();
        leadership.start();
        loop.start();
    }

    private void changed() {
        if (!sight.isMissing(prometheusNamespace)) {
            prometheus.namespaceExists();
        }
        loop.trigger();
    }

    /** Whether somebody asks for the objects, and so for the endpoint's pair. */
    public boolean isAskedFor() {
        return MonitorResource.demand(mode, ownership, sight.monitor()) instanceof Demand.Asked;
    }

    /** Whether it is not known yet if somebody asks; where nobody lets us read that, it is. */
    public boolean isUndetermined() {
        return MonitorResource.demand(mode, ownership, sight.monitor()) instanceof Demand.Unclear;
    }

    /** What Prometheus scrapes with; empty where nobody asks for it, and so nobody keeps it. */
    public Optional<ScrapeMaterial> scrapeMaterial() {
        return isAskedFor() ? Optional.of(sight.scrapeMaterial()) : Optional.empty();
    }

    /** What our status would say while another manager writes it, in short; empty in replicas that do not lead. */
    public List<String> yieldedStatus() {
        return leadership.isLeader() ? yieldedStatus.summary() : List.of();
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
        leadership.close();
        prometheus.close();
        sight.close();
    }
}
