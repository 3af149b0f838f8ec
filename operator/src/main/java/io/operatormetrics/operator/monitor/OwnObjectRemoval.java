package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.apply.SoleManager;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.monitor.Cleanup.Effect;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Deletes of some objects those that are an installation's own, one by one, and reports each. */
final class OwnObjectRemoval {

    private final ObjectRequests requests;
    private final ObjectWriter writer;
    private final Effect effect;
    private final CleanupReport report;

    OwnObjectRemoval(ObjectRequests requests, ObjectWriter writer, Effect effect, CleanupReport report) {
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
    void remove(Collection<Target> targets) throws InterruptedException {
        boolean pairsStay = false;
        boolean monitorIsLeft = false;
        List<Target> inOrder =
                targets.stream().sorted(Comparator.comparing(Target::toString)).toList();
        for (Target target : Target.inOrderOfDeletion(inOrder)) {
            if (monitorIsLeft && target.mayBeReferredTo()) {
                report.failed(target, "the ServiceMonitor that may refer to it has to go first");
                continue;
            }
            Outcome outcome = remove(target, pairsStay);
            pairsStay |= outcome == Outcome.KEPT && target.isServiceMonitor();
            monitorIsLeft |= outcome == Outcome.FAILED && target.isServiceMonitor();
        }
    }

    private Outcome remove(Target target, boolean pairsStay) throws InterruptedException {
        try {
            Optional<ApiObject> found = requests.find(target.resource(), target.key(), ApiObject.class);
            if (found.isEmpty()) {
                return Outcome.GONE;
            }
            ApiObject live = found.get();
            Optional<String> keeper = keeper(target, live, pairsStay);
            if (keeper.isPresent()) {
                report.kept(target, keeper.get());
                return Outcome.KEPT;
            }
            delete(target, live);
        } catch (ApiFailure failure) {
            if (failure.kind() != ApiFailure.Kind.NOT_FOUND) {
                report.failed(target, failure.message());
                return Outcome.FAILED;
            }
        }
        return Outcome.GONE;
    }

    /** Why it stays; empty where it goes. */
    private Optional<String> keeper(Target target, ApiObject live, boolean pairsStay) {
        if (target.resource().equals(ApiResource.LEASES)) {
            return SoleManager.isUs(live) ? Optional.empty() : Optional.of("managedFields do not name us alone");
        }
        boolean holdsPair = target.isSecret() && !Certificates.isCaRecord(live);
        if (holdsPair && !Certificates.isOurs(live)) {
            return Optional.of("somebody put a key pair of their own into it");
        }
        if (holdsPair && pairsStay) {
            return Optional.of("the ServiceMonitor that stays refers to it");
        }
        return writer.reasonToKeep(live);
    }

    private void delete(Target target, ApiObject live) throws ApiFailure, InterruptedException {
        if (effect == Effect.DELETE) {
            requests.delete(target.resource(), live);
        }
        report.deleted(target);
    }
}
