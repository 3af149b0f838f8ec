package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.leader.Leadership;
import io.operatormetrics.operator.leader.LeaseLeadership;
import io.operatormetrics.operator.reconcile.ReconcileLoop;
import io.operatormetrics.operator.reconcile.ReconcileMetrics;
import io.operatormetrics.operator.render.EndpointIdentity;

/**
 * The monitor controller, and the only class of this package that others need: keeps what Monitor or settings ask for. Every replica looks
 * on, so that the next leader knows all when its time comes; only the leader writes.
 */
public final class Monitoring implements AutoCloseable {

    private final MonitoringSettings settings;
    private final ClusterSight sight;
    private final Leadership leadership;
    private final ReconcileLoop loop;

    /**
     * Nothing is asked before {@link #start()}.
     *
     * @param identity with the ports that are really listened on
     * @param replica a name of this process that no other has
     */
    public Monitoring(
            Cluster cluster,
            OperatorSettings settings,
            EndpointIdentity identity,
            ReconcileMetrics metrics,
            String replica) {
        this.settings = settings.monitoring();
        sight = new ClusterSight(cluster, settings, identity, this::changed);
        leadership = this.settings.leaderElection()
                ? new LeaseLeadership(
                        cluster.client(),
                        cluster.clock(),
                        identity.operatorNamespace(),
                        identity.serviceName(),
                        replica,
                        this::changed)
                : Leadership.always();
        ObjectRequests requests = new ObjectRequests(cluster.client(), ObjectWriter.FIELD_MANAGER);
        ObjectWriter writer = new ObjectWriter(requests);
        MonitoringReconciler reconciler = new MonitoringReconciler(new MonitoringReconciler.Parts(
                identity,
                this.settings,
                sight,
                new CertificateSight(identity, requests, sight),
                new Certificates(identity, settings.certificates(), cluster.clock()),
                writer,
                new StatusWriter(requests, writer, this.settings.statusName(), cluster.clock()),
                leadership,
                cluster.clock()));
        loop = new ReconcileLoop("monitoring", reconciler, metrics, cluster.clock());
    }

    /** Starts to look, to strive for leadership and to keep; returns at once. */
    public void start() {
        sight.start();
        leadership.start();
        loop.start();
    }

    private void changed() {
        loop.trigger();
    }

    /** Whether somebody asks for the objects, and so for the endpoint's pair. */
    public boolean isAskedFor() {
        return MonitorResource.demand(settings.mode(), sight.monitor()) instanceof Demand.Asked;
    }

    @Override
    public void close() {
        loop.close();
        leadership.close();
        sight.close();
    }
}
