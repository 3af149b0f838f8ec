package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.Leadership;
import io.operatormetrics.operator.reconcile.ReconcileLoop;
import io.operatormetrics.operator.reconcile.ReconcileMetrics;
import io.operatormetrics.operator.reconcile.ReconcileOutcome;
import io.operatormetrics.operator.render.EndpointIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.Set;

/**
 * Deletes what earlier settings had made, where by the present ones nobody can ask for it. One question tells whether there is any of it:
 * the inventory is the first that is made and the last that is deleted. Who may not ask has never made one, or has lost a right since:
 * that is said, and left to people.
 */
public final class Clearing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Clearing.class);

    private final EndpointIdentity identity;
    private final ObjectRequests requests;
    private final ObjectInventory inventory;
    private final FormerObjects former;
    private final ReconcileLoop loop;

    public Clearing(Cluster cluster, OperatorSettings settings, ReconcileMetrics metrics) {
        identity = EndpointIdentity.of(settings);
        requests = new ObjectRequests(cluster.client(), ObjectWriter.FIELD_MANAGER);
        ObjectWriter writer = new ObjectWriter(requests, identity.instance(), Certificates::isOurs, System::nanoTime);
        inventory = new ObjectInventory(identity, writer);
        // Whoever leads by the former settings is waited for. After that it makes no difference how many replicas
        // delete.
        former = new FormerObjects(
                requests,
                writer,
                new FormerLeases(requests, "", cluster.clock(), System::nanoTime),
                Leadership.always());
        loop = new ReconcileLoop("leftovers", this::look, metrics, cluster.clock(), cluster.loops());
    }

    /** Starts to ask; returns at once. */
    public void start() {
        loop.start();
    }

    private ReconcileOutcome look() throws InterruptedException {
        ObjectKey key = ObjectInventory.key(identity);
        Reconciliation done = new Reconciliation();
        try {
            Optional<ApiObject> found = requests.find(ApiResource.CONFIG_MAPS, key, ApiObject.class);
            if (found.isPresent()) {
                former.remove(inventory, new Sight.Found<>(found.get()), Set.of(), done);
            }
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.FORBIDDEN) {
                log.warn(
                        "not known whether earlier settings left anything, and nothing is deleted: {}",
                        Remedies.missingRight(ApiResource.CONFIG_MAPS, key, "list")
                                .message());
            } else {
                done.retry("ConfigMap %s: %s".formatted(key, failure.message()));
            }
        }
        return done.outcome();
    }

    @Override
    public void close() {
        loop.close();
    }
}
