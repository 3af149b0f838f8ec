package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.reconcile.ReconcileLoop;
import io.operatormetrics.operator.reconcile.ReconcileMetrics;
import io.operatormetrics.operator.reconcile.ReconcileOutcome;
import io.operatormetrics.operator.render.EndpointIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/**
 * Deletes what earlier settings had made, where by the present ones nobody can ask for it. One question tells whether there is any of it: the
 * Service is the first that is made and the last that is deleted. Who may not ask has never made one, or has lost a right since: that is
 * said, and left to people.
 */
public final class Clearing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Clearing.class);

    private final Cluster cluster;
    private final OperatorSettings settings;
    private final EndpointIdentity identity;
    private final ReconcileMetrics metrics;
    private final String replica;
    private final ObjectRequests requests;
    private final ReconcileLoop loop;
    private volatile @Nullable Monitoring clearing;

    /** @param replica a name of this process that no other has */
    public Clearing(Cluster cluster, OperatorSettings settings, ReconcileMetrics metrics, String replica) {
        this.cluster = cluster;
        this.settings = settings;
        this.identity = EndpointIdentity.of(settings);
        this.metrics = metrics;
        this.replica = replica;
        this.requests = new ObjectRequests(cluster.client(), ObjectWriter.FIELD_MANAGER);
        this.loop = new ReconcileLoop("leftovers", this::look, metrics, cluster.clock());
    }

    /** Starts to ask; returns at once. */
    public void start() {
        loop.start();
    }

    private ReconcileOutcome look() throws InterruptedException {
        Target service = Target.service(identity);
        try {
            Optional<ApiObject> found = requests.find(service.resource(), service.key(), ApiObject.class);
            if (clearing == null && found.filter(ObjectWriter::isOurs).isPresent()) {
                log.info("{} is left from earlier settings; deleting all that is ours", service);
                Monitoring starting = Monitoring.clearing(cluster, settings, identity, metrics, replica);
                clearing = starting;
                starting.start();
            }
            return new ReconcileOutcome.Settled(Optional.empty());
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.FORBIDDEN) {
                log.warn(
                        "not known whether earlier settings left anything, and nothing is deleted: {}",
                        Remedies.missingRight(service.resource(), service.key(), "list, watch")
                                .message());
                return new ReconcileOutcome.Settled(Optional.empty());
            }
            return new ReconcileOutcome.Unfinished(service + ": " + failure.message(), Optional.empty());
        }
    }

    @Override
    public void close() {
        loop.close();
        Monitoring running = clearing;
        if (running != null) {
            running.close();
        }
    }
}
