package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ExternalChange;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.control.ReconcileOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ReconcileReportTest {

    private static final ManagedResource TARGET = ManagedResource.status("one");

    @SuppressWarnings("unused")
    private static final List<ApplyResult> AT_REST = List.of(
            new ApplyResult.Unchanged(),
            new ApplyResult.Ignored(true),
            new ApplyResult.NotServed(),
            new ApplyResult.KeptByAnother("argocd"),
            new ApplyResult.Foreign("kubectl", true));

    @SuppressWarnings("unused")
    private static final List<ApplyResult> STILL_TO_COME = List.of(
            new ApplyResult.Created(),
            new ApplyResult.Updated(),
            new ApplyResult.Deleted(),
            new ApplyResult.Foreign("kubectl", false),
            new ApplyResult.OtherInstallation("elsewhere/op"),
            new ApplyResult.Contested(new ExternalChange.Deleted(), Duration.ofMinutes(1)),
            new ApplyResult.NamespaceMissing(),
            new ApplyResult.NamespaceTerminating(),
            new ApplyResult.Forbidden("create"),
            new ApplyResult.Refused("create", ApiException.ofCode(422, "invalid"), Duration.ofMinutes(1)),
            new ApplyResult.Unseen(),
            new ApplyResult.Failed(ApiException.ofCode(500, "broken")));

    private final ReconcileReport done = new ReconcileReport();

    @ParameterizedTest
    @FieldSource("AT_REST")
    void isAtRestWhereThereIsNothingToDo(ApplyResult result) {
        done.add(TARGET, result);
        assertThat(done.isAtRest()).isTrue();
    }

    @ParameterizedTest
    @FieldSource("STILL_TO_COME")
    void isNotAtRestAfterAChangeOrWithoutWhatIsWanted(ApplyResult result) {
        done.add(TARGET, result);
        done.add(TARGET, new ApplyResult.Unchanged());
        assertThat(done.isAtRest()).isFalse();
    }

    @Test
    void isTriedAgainWhenSomethingFailed() {
        done.add(TARGET, new ApplyResult.Failed(ApiException.ofCode(500, "broken")));
        done.requeueAt(Optional.of(Instant.EPOCH.plusSeconds(2)));
        done.requeueAt(Optional.of(Instant.EPOCH.plusSeconds(1)));
        done.requeueAt(Optional.of(Instant.EPOCH.plusSeconds(3)));
        assertThat(done.outcome())
                .isEqualTo(new ReconcileOutcome.Retry(
                        "tigerastatuses.operator.tigera.io one: 500 broken",
                        Optional.of(Instant.EPOCH.plusSeconds(1))));
    }
}
