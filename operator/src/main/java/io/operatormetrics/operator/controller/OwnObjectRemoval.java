package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.apply.SoleManager;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.certificate.CertificatePlanner;
import io.operatormetrics.operator.controller.Cleanup.Effect;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Deletes of some objects those that are an installation's own, one by one, and reports each. */
final class OwnObjectRemoval {

    private final ResourceClient requests;
    private final ServerSideApplier writer;
    private final Effect effect;
    private final CleanupReport report;

    OwnObjectRemoval(ResourceClient requests, ServerSideApplier writer, Effect effect, CleanupReport report) {
        this.requests = requests;
        this.writer = writer;
        this.effect = effect;
        this.report = report;
    }

    private enum Outcome {
        /** Gone, or not there. */
        GONE,
        KEPT,
        FAILED
    }

    /**
     * The ServiceMonitor before what it refers to; where that stays since somebody else keeps it, so do key pairs, and where it cannot be deleted, all of
     * that.
     */
    void remove(Collection<ManagedResource> targets) throws InterruptedException {
        boolean pairsStay = false;
        boolean monitorIsLeft = false;
        List<ManagedResource> inOrder = targets.stream()
                .sorted(Comparator.comparing(ManagedResource::toString))
                .toList();
        for (ManagedResource managedResource : ManagedResource.inOrderOfDeletion(inOrder)) {
            if (monitorIsLeft && managedResource.mayBeReferredTo()) {
                report.failed(managedResource, "the ServiceMonitor that may refer to it has to go first");
                continue;
            }
            Outcome outcome = remove(managedResource, pairsStay);
            pairsStay |= outcome == Outcome.KEPT && managedResource.isServiceMonitor();
            monitorIsLeft |= outcome == Outcome.FAILED && managedResource.isServiceMonitor();
        }
    }

    private Outcome remove(ManagedResource managedResource, boolean pairsStay) throws InterruptedException {
        try {
            Optional<Unstructured> found =
                    requests.find(managedResource.resource(), managedResource.key(), Unstructured.class);
            if (found.isEmpty()) {
                return Outcome.GONE;
            }
            Unstructured live = found.get();
            Optional<String> keeper = keeper(managedResource, live, pairsStay);
            if (keeper.isPresent()) {
                report.kept(managedResource, keeper.get());
                return Outcome.KEPT;
            }
            delete(managedResource, live);
        } catch (ApiException failure) {
            if (failure.kind() != ApiException.Kind.NOT_FOUND) {
                report.failed(managedResource, failure.message());
                return Outcome.FAILED;
            }
        }
        return Outcome.GONE;
    }

    /** Why it stays; empty where it goes. */
    private Optional<String> keeper(ManagedResource managedResource, Unstructured live, boolean pairsStay) {
        if (managedResource.resource().equals(GroupVersionResource.LEASES)) {
            return SoleManager.isUs(live) ? Optional.empty() : Optional.of("managedFields do not name us alone");
        }
        boolean holdsPair = managedResource.isSecret() && !CertificatePlanner.isCaRecord(live);
        if (holdsPair && !CertificateOwnership.isOurs(live)) {
            return Optional.of("it holds a user's key pair");
        }
        if (holdsPair && pairsStay) {
            return Optional.of("the ServiceMonitor that stays refers to it");
        }
        return writer.reasonToKeep(live);
    }

    private void delete(ManagedResource managedResource, Unstructured live) throws ApiException, InterruptedException {
        if (effect == Effect.DELETE) {
            requests.delete(managedResource.resource(), live);
        }
        report.deleted(managedResource);
    }
}
