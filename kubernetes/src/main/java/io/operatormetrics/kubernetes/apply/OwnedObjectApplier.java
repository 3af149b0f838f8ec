package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
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
final class OwnedObjectApplier {

    private static final Logger log = LoggerFactory.getLogger(OwnedObjectApplier.class);

    private final ResourceClient requests;
    private final ObjectChanges changes;
    private final ContestedObjects contested;
    private final RefusedWrites refused;
    private final LastApplied written = new LastApplied();
    private final LongSupplier nanoTime;
    private final boolean deletes;

    /**
     * Sends no request before it is called.
     *
     * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}
     * @param deletes whether what cannot be changed is deleted and made anew
     */
    OwnedObjectApplier(ResourceClient requests, LongSupplier nanoTime, boolean deletes) {
        this.nanoTime = nanoTime;
        this.deletes = deletes;
        this.requests = requests;
        this.changes = new ObjectChanges(requests);
        this.contested = new ContestedObjects(nanoTime);
        this.refused = new RefusedWrites(nanoTime);
    }

    OwnedObjectApplier deletingNothing() {
        return new OwnedObjectApplier(requests, nanoTime, false);
    }

    /** Makes one that is not there, again if we made it before. */
    ApplyResult make(GroupVersionResource resource, Unstructured wanted) throws InterruptedException {
        NamespacedName key = wanted.key();
        if (written.include(resource, key)) {
            if (!written.wereSeen(resource, key) && isThere(resource, key)) {
                return new ApplyResult.Unseen();
            }
            written.forget(resource, key);
            contested.undone(resource, key, new ExternalChange.Deleted());
        }
        Optional<ApplyResult> paused = paused(resource, key);
        return paused.isPresent() ? paused.get() : create(resource, wanted, new ApplyResult.Unseen());
    }

    /** Asked where the watch may lag behind a creation, or may have missed that what was created is gone again. */
    private boolean isThere(GroupVersionResource resource, NamespacedName key) throws InterruptedException {
        try {
            return requests.find(resource, key, Unstructured.class).isPresent();
        } catch (ApiException unknown) {
            return true;
        }
    }

    /**
     * Creates it.
     *
     * @param ifThere what it is when somebody was faster; the watch will show who
     */
    ApplyResult create(GroupVersionResource resource, Unstructured wanted, ApplyResult ifThere)
            throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, wanted.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        try {
            Unstructured created = requests.create(resource, wanted);
            refused.forget(resource, wanted.key());
            written.remember(resource, wanted, created, created);
        } catch (ApiException failure) {
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
    ApplyResult keep(GroupVersionResource resource, Unstructured wanted, Unstructured live)
            throws InterruptedException {
        written.observed(resource, live);
        boolean last = written.hold(resource, wanted, live);
        List<FieldDifference> taken =
                ObjectChanges.isApplied(resource) ? FieldManagers.of(live).taken(wanted.content()) : List.of();
        if ((taken.isEmpty() && JsonSubset.holds(live.json(), wanted.content()))
                || (last && written.areAheadOf(resource, live))) {
            return new ApplyResult.Unchanged();
        }
        List<FieldDifference> differences = last
                ? Stream.concat(FieldDifference.between(live.json(), wanted.content()).stream(), taken.stream())
                        .toList()
                : List.of();
        if (last && written.madeThis(resource, live)) {
            if (differences.stream().noneMatch(FieldDifference::isOther)) {
                written.keptAs(resource, live, differences);
                return new ApplyResult.Unchanged();
            }
            undone(resource, live.key(), new ExternalChange.OnAdmission());
        } else if (written.allow(resource, live, differences)) {
            return new ApplyResult.Unchanged();
        } else if (!differences.isEmpty()) {
            undone(resource, live.key(), changed(live, differences));
        }
        Optional<ApplyResult> paused = paused(resource, live.key());
        return paused.isPresent() ? paused.get() : repair(resource, wanted, live, last && differences.isEmpty());
    }

    /** @param contested whether it is a reversal that shows only in that something was changed back */
    private ApplyResult repair(GroupVersionResource resource, Unstructured wanted, Unstructured live, boolean contested)
            throws InterruptedException {
        ApplyResult result = write(resource, wanted, live);
        if (contested && result instanceof ApplyResult.Updated) {
            this.contested.undone(resource, live.key(), new ExternalChange.Changed(Optional.empty()));
        }
        return result;
    }

    /**
     * Makes one ours again that lost its managedFields, by one change. Who loses them over and over contests it.
     */
    ApplyResult takeBack(GroupVersionResource resource, Unstructured wanted, Unstructured live)
            throws InterruptedException {
        boolean last = written.hold(resource, wanted, live);
        boolean shown = last && (written.areAheadOf(resource, live) || written.madeThis(resource, live));
        // An update that changes nothing leaves no name.
        boolean nothingToChange = !ObjectChanges.isApplied(resource) && JsonSubset.holds(live.json(), wanted.content());
        if (shown || nothingToChange) {
            return new ApplyResult.Unchanged();
        }
        if (last) {
            undone(
                    resource,
                    live.key(),
                    new ExternalChange.Changed(FieldManagers.of(live).anyOther()));
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

    private static ExternalChange changed(Unstructured live, List<FieldDifference> differences) {
        FieldManagers fieldManagers = FieldManagers.of(live);
        return new ExternalChange.Changed(differences.stream()
                .flatMap(fieldDifference -> fieldManagers.otherOwner(fieldDifference.path()).stream())
                .findFirst());
    }

    private void undone(GroupVersionResource resource, NamespacedName key, ExternalChange how) {
        if (written.undo(resource, key)) {
            contested.undone(resource, key, how);
        }
    }

    private Optional<ApplyResult> paused(GroupVersionResource resource, NamespacedName key) {
        return contested.pause(resource, key).map(pause -> new ApplyResult.Contested(pause.why(), pause.left()));
    }

    /** Changes it whatever it is like. */
    ApplyResult write(GroupVersionResource resource, Unstructured wanted, Unstructured live)
            throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, live.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        try {
            Unstructured after = changes.change(resource, wanted, live);
            refused.forget(resource, live.key());
            written.remember(resource, wanted, live, after);
            if (after.version().equals(live.version())) {
                return new ApplyResult.Unchanged();
            }
            log.info("updated {} {}", resource.qualifiedName(), wanted.key());
            return new ApplyResult.Updated();
        } catch (ApiException failure) {
            return deletes && ObjectChanges.isUnchangeable(failure)
                    ? makeAnew(resource, wanted, live, failure)
                    : refused.failed(resource, live.key(), ObjectChanges.verb(resource), failure);
        }
    }

    /**
     * At once and as it was wanted: a Secret gets the pair that was issued for it before. Not where it could not be created again, by a policy for
     * instance.
     */
    private ApplyResult makeAnew(
            GroupVersionResource resource, Unstructured wanted, Unstructured live, ApiException why)
            throws InterruptedException {
        try {
            requests.tryCreate(resource, wanted);
        } catch (ApiException failure) {
            if (failure.kind() != ApiException.Kind.CONFLICT) {
                return refused.failed(resource, live.key(), "create", failure);
            }
        }
        ApplyResult deleted = delete(resource, live, "it cannot be changed and is made anew: " + why.message());
        return deleted instanceof ApplyResult.Deleted ? create(resource, wanted, new ApplyResult.Unseen()) : deleted;
    }

    /** Deletes that version of it. */
    ApplyResult delete(GroupVersionResource resource, Unstructured live, String why) throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, live.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        written.forget(resource, live.key());
        try {
            requests.delete(resource, live);
            refused.forget(resource, live.key());
        } catch (ApiException failure) {
            return failure.kind() == ApiException.Kind.NOT_FOUND
                    ? new ApplyResult.Unchanged()
                    : refused.failed(resource, live.key(), "delete", failure);
        }
        log.info("deleted {} {}: {}", resource.qualifiedName(), live.key(), why);
        return new ApplyResult.Deleted();
    }

    /** Takes our name from it; nothing else of it is changed, and nothing at all where it is not as it was seen. */
    ApplyResult giveUp(GroupVersionResource resource, Unstructured live) throws InterruptedException {
        Optional<ApplyResult> pending = refused.pending(resource, live.key());
        if (pending.isPresent()) {
            return pending.get();
        }
        written.forget(resource, live.key());
        try {
            changes.release(resource, live);
            return new ApplyResult.Updated();
        } catch (ApiException failure) {
            return switch (failure.kind()) {
                case CONFLICT, NOT_FOUND -> new ApplyResult.Unchanged();
                default -> refused.failed(resource, live.key(), ObjectChanges.verb(resource), failure);
            };
        }
    }

    /** It is not ours any more. */
    void forget(GroupVersionResource resource, NamespacedName key) {
        written.forget(resource, key);
        refused.forget(resource, key);
    }
}
