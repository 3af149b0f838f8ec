package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.LeaderElection;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.certificate.CertificatePlanner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Deletes what the inventory lists and present settings have no use for. Each object is looked up once, and then struck from the list. */
final class InventoryPruner {

    private static final Logger log = LoggerFactory.getLogger(InventoryPruner.class);

    private static final String WHY = "present settings do not name it any more";

    private final ResourceClient requests;
    private final ServerSideApplier writer;
    private final PreviousLeases leases;
    private final LeaderElection leaderElection;

    InventoryPruner(
            ResourceClient requests, ServerSideApplier writer, PreviousLeases leases, LeaderElection leaderElection) {
        this.requests = requests;
        this.writer = writer;
        this.leases = leases;
        this.leaderElection = leaderElection;
    }

    /**
     * Deletes all but those of the present settings, as far as it is ours. What could not be decided stays listed, for another attempt; while that is a
     * ServiceMonitor, so does what it may refer to.
     *
     * @param present what settings name now; empty where nothing is to stay
     */
    void remove(
            ObjectInventory inventory,
            Observed<Unstructured> observed,
            Set<ManagedResource> present,
            ReconcileReport done)
            throws InterruptedException {
        if (!writer.deletes()) {
            return;
        }
        Set<ManagedResource> listed = inventory.listed(observed);
        Set<ManagedResource> previous = new HashSet<>(listed);
        previous.removeAll(present);
        if (previous.isEmpty() || isInUse(previous, done)) {
            return;
        }
        Set<ManagedResource> left = new HashSet<>(listed);
        boolean pairsStay = false;
        boolean monitorIsLeft = false;
        for (ManagedResource managedResource : ManagedResource.inOrderOfDeletion(previous)) {
            if (!leaderElection.isLeader() || (monitorIsLeft && managedResource.mayBeReferredTo())) {
                continue;
            }
            Outcome outcome = isLease(managedResource) ? Outcome.DONE : delete(managedResource, pairsStay, done);
            pairsStay |= outcome == Outcome.KEPT && managedResource.isServiceMonitor();
            monitorIsLeft |= outcome == Outcome.LEFT && managedResource.isServiceMonitor();
            if (outcome != Outcome.LEFT) {
                left.remove(managedResource);
            }
        }
        if (left.size() < listed.size() && leaderElection.isLeader()) {
            inventory.write(left, observed, done);
        }
    }

    private boolean isInUse(Set<ManagedResource> previous, ReconcileReport done) throws InterruptedException {
        for (ManagedResource managedResource : previous) {
            if (isLease(managedResource) && leases.isHeld(managedResource, done)) {
                return true;
            }
        }
        return false;
    }

    /** Those are never deleted, only asked. */
    private static boolean isLease(ManagedResource managedResource) {
        return managedResource.resource().equals(GroupVersionResource.LEASES);
    }

    private enum Outcome {
        /** Gone, or somebody else's. */
        DONE,
        /** Ours, but somebody else keeps it too. */
        KEPT,
        /** To be tried again. */
        LEFT
    }

    private Outcome delete(ManagedResource managedResource, boolean pairsStay, ReconcileReport done)
            throws InterruptedException {
        try {
            Optional<Unstructured> found =
                    requests.find(managedResource.resource(), managedResource.key(), Unstructured.class);
            if (found.isEmpty() || (managedResource.isSecret() && isPairThatStays(found.get(), pairsStay))) {
                return Outcome.DONE;
            }
            return switch (writer.delete(managedResource.resource(), new Observed.Present<>(found.get()), WHY)) {
                case ApplyResult.Failed(ApiException failure) -> {
                    done.addPrevious(managedResource, "delete", failure);
                    yield Outcome.LEFT;
                }
                case ApplyResult.Refused(String verb, ApiException failure, Duration _) -> {
                    done.addPrevious(managedResource, verb, failure);
                    yield Outcome.LEFT;
                }
                case ApplyResult.Forbidden(String verb) -> {
                    done.addPrevious(managedResource, verb, ApiException.ofCode(403, "forbidden"));
                    yield Outcome.LEFT;
                }
                case ApplyResult.KeptByAnother(String keeper) -> {
                    log.info("{} is not wanted any more but stays: {} keeps it", managedResource, keeper);
                    yield Outcome.KEPT;
                }
                case ApplyResult.Unchanged _,
                        ApplyResult.Created _,
                        ApplyResult.Updated _,
                        ApplyResult.Deleted _,
                        ApplyResult.Ignored _,
                        ApplyResult.Foreign _,
                        ApplyResult.OtherInstallation _,
                        ApplyResult.Contested _,
                        ApplyResult.NotServed _,
                        ApplyResult.NamespaceMissing _,
                        ApplyResult.NamespaceTerminating _,
                        ApplyResult.Unseen _ -> Outcome.DONE;
            };
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.NOT_FOUND
                    || (failure.kind() == ApiException.Kind.FORBIDDEN
                            && isGone(managedResource.key().namespace()))) {
                return Outcome.DONE;
            }
            done.addPrevious(managedResource, "list", failure);
            return Outcome.LEFT;
        }
    }

    /** A user may have put a pair of their own into a Secret of ours. */
    private static boolean isPairThatStays(Unstructured secret, boolean pairsStay) {
        return !CertificatePlanner.isCaRecord(secret) && (pairsStay || !CertificateOwnership.isOurs(secret));
    }

    /** With a namespace its Roles go, so that what was in it is not missing but forbidden. */
    private boolean isGone(String namespace) throws InterruptedException {
        try {
            return !namespace.isEmpty()
                    && requests.find(
                                    GroupVersionResource.NAMESPACES,
                                    new NamespacedName("", namespace),
                                    Unstructured.class)
                            .isEmpty();
        } catch (ApiException unknown) {
            return false;
        }
    }
}
