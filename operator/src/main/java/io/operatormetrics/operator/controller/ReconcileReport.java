package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.control.ReconcileOutcome;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one reconcile came to: gathered while it runs. */
final class ReconcileReport {

    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Instant requeueAt;
    private @Nullable String unfinished;
    private final Set<ManagedResource> left = new HashSet<>();
    private boolean atRest = true;

    void add(Finding finding) {
        findings.add(finding);
    }

    void addAll(Collection<Finding> more) {
        findings.addAll(more);
    }

    /** Takes up the result for one object. */
    void add(ManagedResource managedResource, ApplyResult result) {
        ApplyFindings.of(managedResource, result).ifPresent(findings::add);
        atRest &= isAtRest(result);
        if (isLeft(result)) {
            left.add(managedResource);
        }
        switch (result) {
            case ApplyResult.Failed(ApiException failure) -> retry(managedResource + ": " + failure.message());
            case ApplyResult.Forbidden(String verb) -> retry("not allowed to " + verb + " " + managedResource);
            case ApplyResult.Refused(String verb, ApiException failure, Duration _) ->
                retry("%s %s is refused: %s".formatted(verb, managedResource, failure.message()));
            case ApplyResult.Unchanged _,
                    ApplyResult.Created _,
                    ApplyResult.Updated _,
                    ApplyResult.Deleted _,
                    ApplyResult.Ignored _,
                    ApplyResult.Foreign _,
                    ApplyResult.OtherInstallation _,
                    ApplyResult.Contested _,
                    ApplyResult.KeptByAnother _,
                    ApplyResult.NotServed _,
                    ApplyResult.NamespaceMissing _,
                    ApplyResult.NamespaceTerminating _,
                    ApplyResult.Unseen _ -> {}
        }
    }

    private static boolean isAtRest(ApplyResult result) {
        return switch (result) {
            case ApplyResult.Unchanged _, ApplyResult.Ignored _, ApplyResult.KeptByAnother _, ApplyResult.NotServed _ ->
                true;
            case ApplyResult.Foreign(String _, boolean serves) -> serves;
            case ApplyResult.Created _,
                    ApplyResult.Updated _,
                    ApplyResult.Deleted _,
                    ApplyResult.OtherInstallation _,
                    ApplyResult.Contested _,
                    ApplyResult.NamespaceMissing _,
                    ApplyResult.NamespaceTerminating _,
                    ApplyResult.Forbidden _,
                    ApplyResult.Refused _,
                    ApplyResult.Unseen _,
                    ApplyResult.Failed _ -> false;
        };
    }

    /** Whether it is not as it is wanted, and was to be. */
    private static boolean isLeft(ApplyResult result) {
        return switch (result) {
            case ApplyResult.Contested _,
                    ApplyResult.NamespaceTerminating _,
                    ApplyResult.Forbidden _,
                    ApplyResult.Refused _,
                    ApplyResult.Unseen _,
                    ApplyResult.Failed _ -> true;
            case ApplyResult.Unchanged _,
                    ApplyResult.Created _,
                    ApplyResult.Updated _,
                    ApplyResult.Deleted _,
                    ApplyResult.Ignored _,
                    ApplyResult.Foreign _,
                    ApplyResult.OtherInstallation _,
                    ApplyResult.KeptByAnother _,
                    ApplyResult.NotServed _,
                    ApplyResult.NamespaceMissing _ -> false;
        };
    }

    /** Whether it could not be changed or deleted as it was to be. */
    boolean isLeft(ManagedResource managedResource) {
        return left.contains(managedResource);
    }

    /** Takes up what keeps an object of previous settings where it is. Nothing that is asked for suffers from that. */
    void addPrevious(ManagedResource managedResource, String verb, ApiException failure) {
        String why = failure.kind() == ApiException.Kind.FORBIDDEN
                ? ApplyFindings.missingPermission(managedResource.resource(), managedResource.key(), verb)
                        .message()
                : failure.message() + "; trying again";
        String message = "%s is left from previous settings: %s".formatted(managedResource, why);
        findings.add(new Finding(Severity.WARNING, "PreviousObjectLeft", message));
        retry(message);
    }

    /** Whether nothing was changed, and nothing has to be that could not. */
    boolean isAtRest() {
        return atRest;
    }

    /** Something may go well when it is tried again, and no event will say when. */
    void retry(String why) {
        if (unfinished == null) {
            unfinished = why;
        }
    }

    void requeueAt(Optional<Instant> instant) {
        instant.filter(next -> requeueAt == null || next.isBefore(requeueAt)).ifPresent(next -> requeueAt = next);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    ReconcileOutcome outcome() {
        Optional<Instant> next = Optional.ofNullable(requeueAt);
        return unfinished == null ? new ReconcileOutcome.Done(next) : new ReconcileOutcome.Retry(unfinished, next);
    }
}
