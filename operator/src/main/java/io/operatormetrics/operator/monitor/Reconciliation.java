package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.reconcile.ReconcileOutcome;
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
final class Reconciliation {

    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Instant lookAgain;
    private @Nullable String unfinished;
    private final Set<Target> left = new HashSet<>();
    private boolean atRest = true;

    void add(Finding finding) {
        findings.add(finding);
    }

    void addAll(Collection<Finding> more) {
        findings.addAll(more);
    }

    /** Takes up the result for one object. */
    void add(Target target, ApplyResult result) {
        Remedies.of(target, result).ifPresent(findings::add);
        atRest &= isAtRest(result);
        if (isLeft(result)) {
            left.add(target);
        }
        switch (result) {
            case ApplyResult.Failed(ApiFailure failure) -> retry(target + ": " + failure.message());
            case ApplyResult.Forbidden(String verb) -> retry("not allowed to " + verb + " " + target);
            case ApplyResult.Refused(String verb, ApiFailure failure, Duration _) ->
                retry("%s %s is refused: %s".formatted(verb, target, failure.message()));
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
    boolean isLeft(Target target) {
        return left.contains(target);
    }

    /** Takes up what keeps an object of former settings where it is. Nothing that is asked for suffers from that. */
    void addFormer(Target target, String verb, ApiFailure failure) {
        String why = failure.kind() == ApiFailure.Kind.FORBIDDEN
                ? Remedies.missingRight(target.resource(), target.key(), verb).message()
                : failure.message() + "; trying again";
        String message = "%s is left from former settings: %s".formatted(target, why);
        findings.add(new Finding(Severity.WARNING, "FormerObjectLeft", message));
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

    void lookAgain(Optional<Instant> instant) {
        instant.filter(next -> lookAgain == null || next.isBefore(lookAgain)).ifPresent(next -> lookAgain = next);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    ReconcileOutcome outcome() {
        Optional<Instant> next = Optional.ofNullable(lookAgain);
        return unfinished == null
                ? new ReconcileOutcome.Settled(next)
                : new ReconcileOutcome.Unfinished(unfinished, next);
    }
}
