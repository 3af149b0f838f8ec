package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes objects as they are wanted, by server-side apply. What is not ours is never written: an object comes to be ours only by a
 * creation of ours, which fails where somebody else was faster, and what somebody keeps undoing is left alone for a while. For one thread.
 */
public final class ServerSideApplier {

    /** Our name in {@code metadata.managedFields}. */
    public static final String FIELD_MANAGER = FieldManagers.OURS;

    private final OwnershipPolicy policy;
    private final OwnedObjectApplier own;
    private final boolean deletes;

    /**
     * Writes for one installation.
     *
     * @param requests under the name of {@link #FIELD_MANAGER}
     * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}
     */
    public ServerSideApplier(ResourceClient requests, OwnershipPolicy policy, LongSupplier nanoTime) {
        this(policy, new OwnedObjectApplier(requests, nanoTime, true), true);
    }

    private ServerSideApplier(OwnershipPolicy policy, OwnedObjectApplier own, boolean deletes) {
        this.policy = policy;
        this.own = own;
        this.deletes = deletes;
    }

    /** One that deletes nothing, whatever it is asked. It begins as if this one had written nothing yet. */
    public ServerSideApplier deletingNothing() {
        return new ServerSideApplier(policy, own.deletingNothing(), false);
    }

    /** Whether it deletes anything. */
    public boolean deletes() {
        return deletes;
    }

    private ObjectOwner owner(Unstructured live) {
        return ObjectOwner.of(live, policy.instance(), policy.holdsOurKey());
    }

    /** Whether it is ours, and this installation's. */
    public boolean owns(Unstructured live) {
        return switch (owner(live)) {
            case ObjectOwner.Us _, ObjectOwner.UsBeforeRestore _ -> true;
            case ObjectOwner.OtherInstallation _, ObjectOwner.Other _ -> false;
        };
    }

    /** Which other installation of ours it is of. */
    public Optional<String> otherInstallation(Unstructured live) {
        return owner(live) instanceof ObjectOwner.OtherInstallation(String other)
                ? Optional.of(other)
                : Optional.empty();
    }

    /** Makes it as wanted; fields that others added to it stay. */
    public ApplyResult apply(GroupVersionResource resource, Unstructured wanted, Observed<Unstructured> live)
            throws InterruptedException {
        return switch (live) {
            case Observed.Pending<Unstructured> _ -> new ApplyResult.Unseen();
            case Observed.Unreadable<Unstructured>(ApiException failure) -> unreadable(failure);
            case Observed.Absent<Unstructured> _ -> own.make(resource, LastAppliedAnnotation.on(wanted));
            case Observed.Present<Unstructured>(Unstructured found) -> change(resource, wanted, found);
        };
    }

    /** Creates it and never touches it again; that one of its name exists already is {@link ApplyResult.Unchanged}. */
    public ApplyResult createOnly(GroupVersionResource resource, Unstructured wanted) throws InterruptedException {
        return own.create(resource, wanted, new ApplyResult.Unchanged());
    }

    /**
     * Deletes it if it is ours and nobody else keeps it.
     *
     * @param why why it is not wanted any more, for the log
     */
    public ApplyResult delete(GroupVersionResource resource, Observed<Unstructured> live, String why)
            throws InterruptedException {
        return switch (live) {
            case Observed.Pending<Unstructured> _ -> new ApplyResult.Unseen();
            case Observed.Unreadable<Unstructured>(ApiException failure) -> unreadable(failure);
            case Observed.Absent<Unstructured> _ -> new ApplyResult.Unchanged();
            case Observed.Present<Unstructured>(Unstructured found) -> {
                if (isIgnored(found)) {
                    yield new ApplyResult.Ignored(true);
                }
                if (!deletes || !owns(found) || found.isBeingDeleted()) {
                    yield new ApplyResult.Unchanged();
                }
                Optional<String> keeper = OtherFieldManager.of(found);
                yield keeper.isPresent()
                        ? new ApplyResult.KeptByAnother(keeper.get())
                        : own.delete(resource, found, why);
            }
        };
    }

    /** It is not wanted any more: that it is gone is no reversal, whether we deleted it or the garbage collector was faster. */
    public void forget(GroupVersionResource resource, NamespacedName key) {
        own.forget(resource, key);
    }

    /** Why {@link #delete} would not delete it, for people; empty when it would. */
    public Optional<String> reasonToKeep(Unstructured live) {
        if (isIgnored(live)) {
            return Optional.of("annotation " + policy.ignoreAnnotation() + " says so");
        }
        return switch (owner(live)) {
            case ObjectOwner.Us _, ObjectOwner.UsBeforeRestore _ ->
                live.isBeingDeleted()
                        ? Optional.of("it is being deleted already")
                        : OtherFieldManager.of(live).map(keeper -> keeper + " keeps it");
            case ObjectOwner.OtherInstallation(String other) -> Optional.of("installation " + other + " made it");
            case ObjectOwner.Other(String manager, boolean _) -> Optional.of("it belongs to " + manager);
        };
    }

    /** Takes our name from it if somebody else controls it now. Else, and when it has changed since, does nothing. */
    public ApplyResult giveUp(GroupVersionResource resource, Unstructured live) throws InterruptedException {
        if (isIgnored(live) || !(owner(live) instanceof ObjectOwner.Other(String _, boolean namesUs)) || !namesUs) {
            return new ApplyResult.Unchanged();
        }
        return own.giveUp(resource, live);
    }

    private ApplyResult change(GroupVersionResource resource, Unstructured wanted, Unstructured live)
            throws InterruptedException {
        if (isIgnored(live)) {
            return new ApplyResult.Ignored(holds(live, wanted));
        }
        return switch (owner(live)) {
            case ObjectOwner.Us _ -> own.keep(resource, LastAppliedAnnotation.on(wanted), live);
            case ObjectOwner.UsBeforeRestore _ -> own.takeBack(resource, LastAppliedAnnotation.on(wanted), live);
            case ObjectOwner.OtherInstallation(String other) -> new ApplyResult.OtherInstallation(other);
            case ObjectOwner.Other(String manager, boolean _) -> {
                own.forget(resource, live.key());
                yield new ApplyResult.Foreign(manager, holds(live, wanted));
            }
        };
    }

    /** Whatever its metadata say, but for labels that select: by them Services, ServiceMonitors and rules are selected. */
    private boolean holds(Unstructured live, Unstructured wanted) {
        ObjectNode needed = wanted.content();
        ObjectNode labels = needed.withObject("/metadata/labels").deepCopy();
        labels.remove(InstanceMetadata.MANAGED_BY);
        labels.remove(policy.labels());
        needed.putObject("metadata").set("labels", labels);
        return JsonSubset.holds(live.json(), labels.isEmpty() ? needed.without("metadata") : needed);
    }

    private boolean isIgnored(Unstructured live) {
        return live.annotation(policy.ignoreAnnotation()).filter("true"::equals).isPresent();
    }

    private static ApplyResult unreadable(ApiException failure) {
        return failure.kind() == ApiException.Kind.FORBIDDEN
                ? new ApplyResult.Forbidden("list, watch")
                : new ApplyResult.Unseen();
    }
}
