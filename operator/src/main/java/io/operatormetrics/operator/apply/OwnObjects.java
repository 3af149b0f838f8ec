package io.operatormetrics.operator.apply;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Keeps objects that are ours as they are wanted: makes them again when they are deleted, changes them back when they are changed, and
 * leaves them alone for a while when somebody does that over and over. Whose an object is was decided before. For one thread.
 */
final class OwnObjects {

    private static final Logger log = LoggerFactory.getLogger(OwnObjects.class);

    private final ObjectRequests requests;
    private final ObjectChanges changes;
    private final ContestedObjects contested;
    private final RefusedWrites refused;
    private final LastWrites written = new LastWrites();
    private final LongSupplier nanoTime;
    private final boolean deletes;

    /**
     * Nothing is asked before it is told to.
     *
     * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}
     * @param deletes whether what cannot be changed is deleted and made anew
     */
    OwnObjects(ObjectRequests requests, LongSupplier nanoTime, boolean deletes) {
        this.nanoTime = nanoTime;
        this.deletes = deletes;
        this.requests = requests;
        this.changes = new ObjectChanges(requests);
        this.contested = new ContestedObjects(nanoTime);
        this.refused = new RefusedWrites(nanoTime);
    }

    OwnObjects deletingNothing() {
        return new OwnObjects(requests, nanoTime, false);
    }

    /** Makes one that is not there, again if we made it before. */
    ApplyResult make(ApiResource resource, ApiObject wanted) throws InterruptedException {
        ObjectKey key = wanted.key();
        if (written.include(resource, key)) {
            if (!written.wereSeen(resource, key) && isThere(resource, key)) {
                return new ApplyResult.Unseen();
            }
            written.forget(resource, key);
            contested.undone(resource, key, new Reversal.Deleted());
        }
        Optional<ApplyResult> paused = paused(resource, key);
        return paused.isPresent() ? paused.get() : create(resource, wanted, new ApplyResult.Unseen());
    }

    /** Asked where the watch may lag behind a creation, or may have missed that what was created is gone again. */
    private boolean isThere(ApiResource resource, ObjectKey key) throws InterruptedException {
        try {
            return requests.find(resource, key, ApiObject.class).isPresent();
        } catch (ApiFailure unknown) {
            return true;
        }
    }

    /**
     * Creates it.
     *
     * @param ifThere what it is when somebody was faster; the watch will show who
     */
    ApplyResult create(ApiResource resource, ApiObject wanted, ApplyResult ifThere) throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, wanted.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        try {
            ApiObject created = requests.create(resource, wanted);
            refused.forget(resource, wanted.key());
            written.remember(resource, wanted, created, created);
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                case CONFLICT -> ifThere;
                case NOT_FOUND ->
                    failure.message().contains("namespaces \"")
                            ? new ApplyResult.NamespaceMissing()
                            : new ApplyResult.NotServed();
                default -> refused.failed(resource, wanted.key(), "create", failure);
            };
        }
        log.info("created {} {}", resource.qualifiedName(), wanted.key());
        return new ApplyResult.Created();
    }

    /** Changes it where it is not as wanted. */
    ApplyResult keep(ApiResource resource, ApiObject wanted, ApiObject live) throws InterruptedException {
        written.seen(resource, live);
        boolean last = written.hold(resource, wanted, live);
        List<Difference> taken =
                ObjectChanges.isApplied(resource) ? Managers.of(live).taken(wanted.content()) : List.of();
        if ((taken.isEmpty() && Containment.holds(live.json(), wanted.content()))
                || (last && written.areAheadOf(resource, live))) {
            return new ApplyResult.Unchanged();
        }
        List<Difference> differences = last
                ? Stream.concat(Difference.between(live.json(), wanted.content()).stream(), taken.stream())
                        .toList()
                : List.of();
        if (last && written.madeThis(resource, live)) {
            if (differences.stream().noneMatch(Difference::isOther)) {
                written.keptAs(resource, live, differences);
                return new ApplyResult.Unchanged();
            }
            undone(resource, live.key(), new Reversal.OnAdmission());
        } else if (written.allow(resource, live, differences)) {
            return new ApplyResult.Unchanged();
        } else if (!differences.isEmpty()) {
            undone(resource, live.key(), changed(live, differences));
        }
        Optional<ApplyResult> paused = paused(resource, live.key());
        return paused.isPresent() ? paused.get() : repair(resource, wanted, live, last && differences.isEmpty());
    }

    /** @param contested whether it is a reversal that shows only in that something was changed back */
    private ApplyResult repair(ApiResource resource, ApiObject wanted, ApiObject live, boolean contested)
            throws InterruptedException {
        ApplyResult result = write(resource, wanted, live);
        if (contested && result instanceof ApplyResult.Updated) {
            this.contested.undone(resource, live.key(), new Reversal.Changed(Optional.empty()));
        }
        return result;
    }

    /**
     * Makes one ours again that lost its managedFields, by one change. Who loses them over and over contests it.
     */
    ApplyResult takeBack(ApiResource resource, ApiObject wanted, ApiObject live) throws InterruptedException {
        boolean last = written.hold(resource, wanted, live);
        boolean shown = last && (written.areAheadOf(resource, live) || written.madeThis(resource, live));
        // An update that changes nothing leaves no name.
        boolean nothingToChange =
                !ObjectChanges.isApplied(resource) && Containment.holds(live.json(), wanted.content());
        if (shown || nothingToChange) {
            return new ApplyResult.Unchanged();
        }
        if (last) {
            undone(resource, live.key(), new Reversal.Changed(Managers.of(live).anyOther()));
        }
        Optional<ApplyResult> paused = paused(resource, live.key());
        if (paused.isPresent()) {
            return paused.get();
        }
        log.info(
                "taking back {} {}, which was restored without its managedFields",
                resource.qualifiedName(),
                live.key());
        return write(resource, wanted, live);
    }

    private static Reversal changed(ApiObject live, List<Difference> differences) {
        Managers managers = Managers.of(live);
        return new Reversal.Changed(differences.stream()
                .flatMap(difference -> managers.otherOwner(difference.path()).stream())
                .findFirst());
    }

    private void undone(ApiResource resource, ObjectKey key, Reversal how) {
        if (written.undo(resource, key)) {
            contested.undone(resource, key, how);
        }
    }

    private Optional<ApplyResult> paused(ApiResource resource, ObjectKey key) {
        return contested.pause(resource, key).map(pause -> new ApplyResult.Contested(pause.why(), pause.left()));
    }

    /** Changes it whatever it is like. */
    ApplyResult write(ApiResource resource, ApiObject wanted, ApiObject live) throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, live.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        try {
            ApiObject after = changes.change(resource, wanted, live);
            refused.forget(resource, live.key());
            written.remember(resource, wanted, live, after);
            if (after.version().equals(live.version())) {
                return new ApplyResult.Unchanged();
            }
            log.info("updated {} {}", resource.qualifiedName(), wanted.key());
            return new ApplyResult.Updated();
        } catch (ApiFailure failure) {
            return deletes && ObjectChanges.isUnchangeable(failure)
                    ? makeAnew(resource, wanted, live, failure)
                    : refused.failed(resource, live.key(), ObjectChanges.verb(resource), failure);
        }
    }

    /**
     * At once and as it was wanted: a Secret gets the pair that was issued for it before. Not where it could not be created again, by a policy for
     * instance.
     */
    private ApplyResult makeAnew(ApiResource resource, ApiObject wanted, ApiObject live, ApiFailure why)
            throws InterruptedException {
        try {
            requests.tryCreate(resource, wanted);
        } catch (ApiFailure failure) {
            if (failure.kind() != ApiFailure.Kind.CONFLICT) {
                return refused.failed(resource, live.key(), "create", failure);
            }
        }
        ApplyResult deleted = delete(resource, live, "it cannot be changed and is made anew: " + why.message());
        return deleted instanceof ApplyResult.Deleted ? create(resource, wanted, new ApplyResult.Unseen()) : deleted;
    }

    /** Deletes that version of it. */
    ApplyResult delete(ApiResource resource, ApiObject live, String why) throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, live.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        written.forget(resource, live.key());
        try {
            requests.delete(resource, live);
            refused.forget(resource, live.key());
        } catch (ApiFailure failure) {
            return failure.kind() == ApiFailure.Kind.NOT_FOUND
                    ? new ApplyResult.Unchanged()
                    : refused.failed(resource, live.key(), "delete", failure);
        }
        log.info("deleted {} {}: {}", resource.qualifiedName(), live.key(), why);
        return new ApplyResult.Deleted();
    }

    /** Takes our name from it; nothing else of it is changed, and nothing at all where it is not as it was seen. */
    ApplyResult giveUp(ApiResource resource, ApiObject live) throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, live.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        written.forget(resource, live.key());
        try {
            changes.giveUp(resource, live);
            return new ApplyResult.Updated();
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                case CONFLICT, NOT_FOUND -> new ApplyResult.Unchanged();
                default -> refused.failed(resource, live.key(), ObjectChanges.verb(resource), failure);
            };
        }
    }

    /** It is not ours any more. */
    void forget(ApiResource resource, ObjectKey key) {
        written.forget(resource, key);
        refused.forget(resource, key);
    }
}
