package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.reconcile.ReconcileOutcome;
import io.operatormetrics.operator.status.Finding;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What one reconcile came to: gathered while it runs. */
final class Reconciliation {

    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Instant lookAgain;
    private @Nullable String unfinished;

    void add(Finding finding) {
        findings.add(finding);
    }

    void addAll(Collection<Finding> more) {
        findings.addAll(more);
    }

    /** Takes up the result for one object. */
    void add(Target target, ApplyResult result) {
        Remedies.of(target, result).ifPresent(findings::add);
        switch (result) {
            case ApplyResult.Failed(ApiFailure failure) -> retry(target + ": " + failure.message());
            case ApplyResult.Forbidden(String verb) -> retry("not allowed to " + verb + " " + target);
            case ApplyResult.Unchanged _,
                    ApplyResult.Created _,
                    ApplyResult.Updated _,
                    ApplyResult.Deleted _,
                    ApplyResult.Ignored _,
                    ApplyResult.Foreign _,
                    ApplyResult.NotServed _,
                    ApplyResult.NamespaceMissing _,
                    ApplyResult.Unseen _ -> {}
        }
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
