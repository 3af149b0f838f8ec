package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeApiServer.Change;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.control.ReconcileOutcome;
import io.operatormetrics.operator.status.ConditionState;
import io.operatormetrics.operator.status.Conditions;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class FallbackStatusTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/ns/deployments/op";
    private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/ns/events";
    private static final Finding BAD_PAIR = new Finding(Severity.DEGRADED, "SelfCheckFailed", "alert 42");

    private final HandClock clock = new HandClock(NOW);
    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "tigera_operator");
    private final FallbackStatus yielded = new FallbackStatus(
            new DeploymentEvents(
                    new ResourceClient(client, ServerSideApplier.FIELD_MANAGER),
                    ObjectsInTests.identity("op"),
                    "pod_1"),
            "monitor",
            clock);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void isRecordedOnTheDeploymentAsAnEvent() throws Exception {
        api.object(DEPLOYMENT, "{\"metadata\":{\"name\":\"op\",\"namespace\":\"ns\",\"uid\":\"u-1\"}}");
        api.answer(201, "{}");

        say(BAD_PAIR);

        assertThat(api.changes()).singleElement().satisfies(change -> {
            assertThat(change.method()).isEqualTo("POST");
            assertThat(change.path()).isEqualTo(EVENTS);
        });
        JsonNode event = event(0);
        assertThat(event.at("/regarding/kind").asText()).isEqualTo("Deployment");
        assertThat(event.at("/regarding/name").asText()).isEqualTo("op");
        assertThat(event.at("/regarding/uid").asText()).isEqualTo("u-1");
        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.path("reason").asText()).isEqualTo("SelfCheckFailed");
        assertThat(event.path("eventTime").asText()).isEqualTo("2026-06-01T12:00:00.000000Z");
        assertThat(event.path("note").asText())
                .isEqualTo("TigeraStatus monitor is written by operator and left alone; ours would say: Available=False"
                        + " SelfCheckFailed (alert 42), Progressing=False AllObjectsAvailable (%s), Degraded=True SelfCheckFailed"
                                .formatted(conditions().get(1).message()));
    }

    @Test
    void isSaidAnewOnlyWhenItChanges() throws Exception {
        api.object(DEPLOYMENT, "{\"metadata\":{\"uid\":\"u-1\"}}");
        api.answer(201, "{}").answer(201, "{}");

        say(BAD_PAIR);
        clock.turnTo(NOW.plus(Duration.ofHours(1)));
        say(BAD_PAIR);
        assertThat(api.changes()).hasSize(1);

        say();
        assertThat(api.changes()).hasSize(2);
        assertThat(event(1).path("type").asText()).isEqualTo("Normal");
        assertThat(event(1).path("reason").asText()).isEqualTo("AllObjectsAvailable");
    }

    @Test
    void changesWithinHalfAMinuteAreOneEvent() throws Exception {
        api.object(DEPLOYMENT, "{\"metadata\":{\"uid\":\"u-1\"}}");
        api.answer(201, "{}").answer(201, "{}");

        say(BAD_PAIR);
        clock.turnTo(NOW.plusSeconds(1));
        ReconcileOutcome waiting = say();
        clock.turnTo(NOW.plusSeconds(2));
        say(new Finding(Severity.WAITING, "NamespaceMissing", "no namespace"));

        assertThat(waiting).isEqualTo(new ReconcileOutcome.Done(Optional.of(NOW.plusSeconds(30))));
        assertThat(api.changes()).hasSize(1);

        clock.turnTo(NOW.plusSeconds(30));
        say(new Finding(Severity.WAITING, "NamespaceMissing", "no namespace"));
        assertThat(api.changes()).hasSize(2);
        assertThat(event(1).path("reason").asText()).isEqualTo("NamespaceMissing");
    }

    @Test
    void withoutDeploymentThereIsNoEvent() throws Exception {
        ReconcileOutcome outcome = say(BAD_PAIR);

        assertThat(api.changes()).isEmpty();
        assertThat(outcome).isEqualTo(new ReconcileOutcome.Done(Optional.empty()));
    }

    @Test
    void anEventThatFailsIsTriedAgain() throws Exception {
        api.object(DEPLOYMENT, "{\"metadata\":{\"uid\":\"u-1\"}}");
        api.answer(500, "{}").answer(201, "{}");

        ReconcileOutcome failed = say(BAD_PAIR);
        clock.turnTo(NOW.plusSeconds(30));
        say(BAD_PAIR);

        assertThat(failed).isEqualTo(new ReconcileOutcome.Done(Optional.of(NOW.plusSeconds(30))));
        assertThat(api.changes()).hasSize(2);
    }

    @Test
    void aLongNoteIsCut() throws Exception {
        api.object(DEPLOYMENT, "{\"metadata\":{\"uid\":\"u-1\"}}");
        api.answer(201, "{}");

        say(new Finding(Severity.DEGRADED, "Long", "x".repeat(5000)));

        assertThat(event(0).path("note").asText()).hasSize(1024).endsWith("x…");
    }

    @Test
    void theSummaryHasStatusConditionAndReasonOnly() throws Exception {
        say(BAD_PAIR);

        assertThat(yielded.summary())
                .containsExactly(
                        "monitor Available=False SelfCheckFailed",
                        "monitor Progressing=False AllObjectsAvailable",
                        "monitor Degraded=True SelfCheckFailed");

        yielded.end();
        assertThat(yielded.summary()).isEmpty();
        assertThat(yielded.said()).isEmpty();
    }

    private ReconcileOutcome say(Finding... findings) throws InterruptedException {
        ReconcileReport done = new ReconcileReport();
        yielded.report("operator", conditions(findings), done);
        return done.outcome();
    }

    private List<ConditionState> conditions(Finding... findings) {
        return Conditions.of(List.of(findings), yielded.said(), null, clock.instant());
    }

    private JsonNode event(int index) throws Exception {
        return new ObjectMapper()
                .readTree(api.changes().stream().map(Change::body).toList().get(index));
    }
}
