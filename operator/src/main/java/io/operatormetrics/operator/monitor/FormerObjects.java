package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.Leadership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Deletes what the inventory lists and present settings have no use for. Each object is looked up once, and then struck from the list. */
final class FormerObjects {

    private static final Logger log = LoggerFactory.getLogger(FormerObjects.class);

    private static final String WHY = "present settings do not name it any more";

    private final ObjectRequests requests;
    private final ObjectWriter writer;
    private final FormerLeases leases;
    private final Leadership leadership;

    FormerObjects(ObjectRequests requests, ObjectWriter writer, FormerLeases leases, Leadership leadership) {
        this.requests = requests;
        this.writer = writer;
        this.leases = leases;
        this.leadership = leadership;
    }

    /**
     * Deletes all but those of the present settings, as far as it is ours. What could not be decided stays listed, for another attempt; while that is a
     * ServiceMonitor, so does what it may refer to.
     *
     * @param present what settings name now; empty where nothing is to stay
     */
    void remove(ObjectInventory inventory, Sight<ApiObject> sight, Set<Target> present, Reconciliation done)
            throws InterruptedException {
        if (!writer.deletes()) {
            return;
        }
        Set<Target> listed = inventory.listed(sight);
        Set<Target> former = new HashSet<>(listed);
        former.removeAll(present);
        if (former.isEmpty() || isInUse(former, done)) {
            return;
        }
        Set<Target> left = new HashSet<>(listed);
        boolean pairsStay = false;
        boolean monitorIsLeft = false;
        for (Target target : Target.inOrderOfDeletion(former)) {
            if (!leadership.isLeader() || (monitorIsLeft && target.mayBeReferredTo())) {
                continue;
            }
            Outcome outcome = isLease(target) ? Outcome.DONE : delete(target, pairsStay, done);
            pairsStay |= outcome == Outcome.KEPT && target.isServiceMonitor();
            monitorIsLeft |= outcome == Outcome.LEFT && target.isServiceMonitor();
            if (outcome != Outcome.LEFT) {
                left.remove(target);
            }
        }
        if (left.size() < listed.size() && leadership.isLeader()) {
            inventory.write(left, sight, done);
        }
    }

    private boolean isInUse(Set<Target> former, Reconciliation done) throws InterruptedException {
        for (Target target : former) {
            if (isLease(target) && leases.isHeld(target, done)) {
                return true;
            }
        }
        return false;
    }

    /** Those are never deleted, only asked. */
    private static boolean isLease(Target target) {
        return target.resource().equals(ApiResource.LEASES);
    }

    private enum Outcome {
        /** Gone, or somebody else's. */
        DONE,
        /** Ours, but somebody else keeps it too. */
        KEPT,
        /** To be tried again. */
        LEFT
    }

    private Outcome delete(Target target, boolean pairsStay, Reconciliation done) throws InterruptedException {
        try {
            Optional<ApiObject> found = requests.find(target.resource(), target.key(), ApiObject.class);
            if (found.isEmpty() || (target.isSecret() && isPairThatStays(found.get(), pairsStay))) {
                return Outcome.DONE;
            }
            return switch (writer.delete(target.resource(), new Sight.Found<>(found.get()), WHY)) {
                case ApplyResult.Failed(ApiFailure failure) -> {
                    done.addFormer(target, "delete", failure);
                    yield Outcome.LEFT;
                }
                case ApplyResult.Refused(String verb, ApiFailure failure, Duration _) -> {
                    done.addFormer(target, verb, failure);
                    yield Outcome.LEFT;
                }
                case ApplyResult.Forbidden(String verb) -> {
                    done.addFormer(target, verb, ApiFailure.ofCode(403, "forbidden"));
                    yield Outcome.LEFT;
                }
                case ApplyResult.KeptByAnother(String keeper) -> {
                    log.info("{} is not wanted any more but stays: {} keeps it", target, keeper);
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
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.NOT_FOUND
                    || (failure.kind() == ApiFailure.Kind.FORBIDDEN
                            && isGone(target.key().namespace()))) {
                return Outcome.DONE;
            }
            done.addFormer(target, "list", failure);
            return Outcome.LEFT;
        }
    }

    /** A user may have put a pair of their own into a Secret of ours. */
    private static boolean isPairThatStays(ApiObject secret, boolean pairsStay) {
        return !Certificates.isCaRecord(secret) && (pairsStay || !Certificates.isOurs(secret));
    }

    /** With a namespace its Roles go, so that what was in it is not missing but forbidden. */
    private boolean isGone(String namespace) throws InterruptedException {
        try {
            return !namespace.isEmpty()
                    && requests.find(ApiResource.NAMESPACES, new ObjectKey("", namespace), ApiObject.class)
                            .isEmpty();
        } catch (ApiFailure unknown) {
            return false;
        }
    }
}
