package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.LeaderElection;
import io.operatormetrics.kubernetes.control.ReconcileLoop;
import io.operatormetrics.kubernetes.control.ReconcileMetrics;
import io.operatormetrics.kubernetes.control.ReconcileOutcome;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.OperatorSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.Set;

/**
 * Deletes what earlier settings had made, where by the present ones nobody can ask for it. One question tells whether there is any of it:
 * the inventory is the first that is made and the last that is deleted. Who may not ask has never made one, or has lost a right since:
 * that is said, and left to people.
 */
public final class DisabledMonitoringPruner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DisabledMonitoringPruner.class);

    private final ResourceNames identity;
    private final ResourceClient requests;
    private final ObjectInventory inventory;
    private final InventoryPruner previous;
    private final ReconcileLoop loop;

    public DisabledMonitoringPruner(ClusterContext cluster, OperatorSettings settings, ReconcileMetrics metrics) {
        identity = ResourceNames.of(settings);
        requests = new ResourceClient(cluster.client(), ServerSideApplier.FIELD_MANAGER);
        ServerSideApplier writer =
                new ServerSideApplier(requests, CertificateOwnership.policy(identity.instance()), System::nanoTime);
        inventory = new ObjectInventory(identity, writer);
        // Waits for a leader that runs with the previous settings. After that any number of replicas may delete.
        previous = new InventoryPruner(
                requests,
                writer,
                new PreviousLeases(requests, "", cluster.clock(), System::nanoTime),
                LeaderElection.always());
        loop = new ReconcileLoop("leftovers", this::look, metrics, cluster.clock(), cluster.loops());
    }

    /** Starts to ask; returns at once. */
    public void start() {
        loop.start();
    }

    private ReconcileOutcome look() throws InterruptedException {
        NamespacedName key = ObjectInventory.key(identity);
        ReconcileReport done = new ReconcileReport();
        try {
            Optional<Unstructured> found = requests.find(GroupVersionResource.CONFIG_MAPS, key, Unstructured.class);
            if (found.isPresent()) {
                previous.remove(inventory, new Observed.Present<>(found.get()), Set.of(), done);
            }
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.FORBIDDEN) {
                log.warn(
                        "not known whether earlier settings left anything, and nothing is deleted: {}",
                        ApplyFindings.missingPermission(GroupVersionResource.CONFIG_MAPS, key, "list")
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
