package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.Leadership;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Deletes what the inventory lists and present settings have no use for. Each object is looked up once, and then struck from the list. */
final class FormerObjects {

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
     * Deletes all but those of the present settings, as far as it is ours. What could not be decided stays listed, for another attempt.
     *
     * @param present what settings name now; empty where nothing is to stay
     */
    void remove(ObjectInventory inventory, Sight<ApiObject> sight, Set<Target> present, Reconciliation done)
            throws InterruptedException {
        Set<Target> listed = inventory.listed(sight);
        Set<Target> former = new HashSet<>(listed);
        former.removeAll(present);
        if (former.isEmpty() || isInUse(former, done)) {
            return;
        }
        Set<Target> left = new HashSet<>(listed);
        for (Target target : former) {
            if (leadership.isLeader() && (isLease(target) || isDone(target, done))) {
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

    /** Whether nothing is left to do about it: gone, or somebody else's. */
    private boolean isDone(Target target, Reconciliation done) throws InterruptedException {
        try {
            Optional<ApiObject> found = requests.find(target.resource(), target.key(), ApiObject.class);
            if (found.isEmpty() || !isOurPair(target, found.get())) {
                return true;
            }
            return switch (writer.delete(target.resource(), new Sight.Found<>(found.get()))) {
                case ApplyResult.Failed(ApiFailure failure) -> {
                    done.addFormer(target, "delete", failure);
                    yield false;
                }
                case ApplyResult.Forbidden(String verb) -> {
                    done.addFormer(target, verb, ApiFailure.ofCode(403, "forbidden"));
                    yield false;
                }
                case ApplyResult.Unchanged _,
                        ApplyResult.Created _,
                        ApplyResult.Updated _,
                        ApplyResult.Deleted _,
                        ApplyResult.Ignored _,
                        ApplyResult.Foreign _,
                        ApplyResult.NotServed _,
                        ApplyResult.NamespaceMissing _,
                        ApplyResult.Unseen _ -> true;
            };
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.NOT_FOUND
                    || (failure.kind() == ApiFailure.Kind.FORBIDDEN
                            && isGone(target.key().namespace()))) {
                return true;
            }
            done.addFormer(target, "list", failure);
            return false;
        }
    }

    /** A user may have put a pair of their own into a Secret of ours. */
    private static boolean isOurPair(Target target, ApiObject found) throws ApiFailure {
        return !target.resource().equals(ApiResource.SECRETS) || Certificates.isOurs(found.as(PemSecret.class));
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
