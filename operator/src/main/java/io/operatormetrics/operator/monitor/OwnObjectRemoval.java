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

    /** The ServiceMonitor before what it refers to; where that stays since somebody else keeps it, so do key pairs. */
    void remove(Collection<Target> targets) throws InterruptedException {
        boolean pairsStay = false;
        List<Target> inOrder =
                targets.stream().sorted(Comparator.comparing(Target::toString)).toList();
        for (Target target : Target.inOrderOfDeletion(inOrder)) {
            pairsStay |= remove(target, pairsStay);
        }
    }

    /** Whether it is a ServiceMonitor that stays since somebody else keeps it. */
    private boolean remove(Target target, boolean pairsStay) throws InterruptedException {
        try {
            Optional<ApiObject> found = requests.find(target.resource(), target.key(), ApiObject.class);
            if (found.isEmpty()) {
                return false;
            }
            ApiObject live = found.get();
            Optional<String> keeper = keeper(target, live, pairsStay);
            if (keeper.isPresent()) {
                report.kept(target, keeper.get());
                return target.resource().equals(ApiResource.SERVICE_MONITORS);
            }
            delete(target, live);
        } catch (ApiFailure failure) {
            if (failure.kind() != ApiFailure.Kind.NOT_FOUND) {
                report.failed(target, failure.message());
            }
        }
        return false;
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
