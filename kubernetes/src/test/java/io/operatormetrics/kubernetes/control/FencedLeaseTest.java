package io.operatormetrics.kubernetes.control;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeApiServer.Change;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FencedLeaseTest {

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/ns/leases";
    private static final String PATH = LEASES + "/op";
    private static final String EXISTS = "{\"kind\":\"Status\",\"code\":409,\"message\":\"it exists\"}";

    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "operator");

    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private long nanoTime = 42;
    private final InstantSource clock = () -> now;

    private final LeaderTerm term = new LeaderTerm(Duration.ofSeconds(10), () -> nanoTime, leads -> {});
    private final FencedLease claim = new FencedLease(
            new ResourceClient(client, "test"),
            new NamespacedName("ns", "op"),
            "us",
            Duration.ofSeconds(15),
            clock.withZone(ZoneOffset.UTC),
            () -> nanoTime);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void createsALeaseThatIsNotThere() throws Exception {
        api.answer(201, written("1"));
        claim.attempt(term);
        assertThat(term.isRunning()).isTrue();
        assertThat(claim.holder()).isEqualTo("us");
        Change change = api.changes().getFirst();
        assertThat(change.method() + " " + change.path()).isEqualTo("POST " + LEASES);
        assertThat(change.body())
                .contains(
                        "\"holderIdentity\":\"us\"",
                        "\"leaseDurationSeconds\":15",
                        "\"acquireTime\":\"2026-06-01T12:00:00.000000Z\"",
                        "\"renewTime\":\"2026-06-01T12:00:00.000000Z\"",
                        "\"leaseTransitions\":0");
    }

    @Test
    void doesNotLeadWhereAnotherCreatedItFirst() throws Exception {
        api.answer(409, EXISTS);
        claim.attempt(term);
        assertThat(term.isRunning()).isFalse();
    }

    @Test
    void renewsWhatItWroteLastWithoutReadingIt() throws Exception {
        api.answer(201, written("1")).answer(200, written("2")).answer(200, written("3"));
        claim.attempt(term);
        pass(9);
        claim.attempt(term);
        pass(9);
        claim.attempt(term);
        assertThat(term.isRunning()).isTrue();
        assertThat(api.asked(PATH)).hasSize(1);
        assertThat(api.changes().get(1).body()).contains("\"resourceVersion\":\"1\"");
        assertThat(api.changes().get(2).body()).contains("\"resourceVersion\":\"2\"");
    }

    /** Its times say that it was renewed long ago, or will be for years: they are of another machine's clock. */
    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01T00:00:00.000000Z", "2099-01-01T00:00:00.000000Z"})
    void takesALeaseOnlyWhenNobodyRenewedItForAsLongAsItLasts(String renewed) throws Exception {
        lease("other", renewed, "7");
        claim.attempt(term);
        pass(14);
        claim.attempt(term);
        assertThat(api.changes()).isEmpty();
        assertThat(claim.holder()).isEqualTo("other");

        pass(1);
        api.answer(200, written("8"));
        claim.attempt(term);

        assertThat(term.isRunning()).isTrue();
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("PATCH"))
                .satisfies(change -> assertThat(change.body())
                        .contains("\"resourceVersion\":\"7\"", "\"holderIdentity\":\"us\"", "\"leaseTransitions\":4"));
    }

    @Test
    void takesNoLeaseThatIsRenewedThoughItsOwnClockIsAhead() throws Exception {
        now = now.plusSeconds(30);
        for (int second = 0; second < 60; second += 2) {
            lease("other", "2026-06-01T12:00:%02d.000000Z".formatted(second), Integer.toString(second));
            claim.attempt(term);
            pass(2);
        }
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void takesAtOnceWhatWasGivenUp() throws Exception {
        lease("", "2026-06-01T12:00:00.000000Z", "7");
        api.answer(200, written("8"));
        claim.attempt(term);
        assertThat(term.isRunning()).isTrue();
    }

    @Test
    void endsWhereItsLeaseIsAnothers() throws Exception {
        api.answer(201, written("1")).answer(409, EXISTS);
        claim.attempt(term);
        lease("other", "2026-06-01T12:00:01.000000Z", "2");
        claim.attempt(term);
        assertThat(term.isRunning()).isFalse();
        assertThat(claim.holder()).isEqualTo("other");
    }

    /** Somebody else has changed something in it, or the answer to a renewal got lost. */
    @Test
    void renewsItsOwnLeaseThoughItWasChanged() throws Exception {
        api.answer(201, written("1")).answer(409, EXISTS).answer(200, written("3"));
        claim.attempt(term);
        lease("us", "2026-06-01T12:00:01.000000Z", "2");
        pass(9);
        claim.attempt(term);
        pass(9);
        assertThat(term.isRunning()).isTrue();
        assertThat(api.changes().getLast().body()).contains("\"resourceVersion\":\"2\"");
    }

    @Test
    void leadsOnUntilTheDeadlineWhenARenewalFails() throws Exception {
        api.answer(201, written("1")).answer(500, "{}");
        claim.attempt(term);
        pass(2);
        assertThatThrownBy(() -> claim.attempt(term)).isInstanceOf(ApiException.class);
        assertThat(term.isRunning()).isTrue();
        pass(8);
        assertThat(term.isRunning()).isFalse();
    }

    @Test
    void makesALeaseAnewThatWasDeleted() throws Exception {
        api.answer(201, written("1")).answer(404, "{}").answer(201, written("9"));
        claim.attempt(term);
        claim.attempt(term);
        assertThat(term.isRunning()).isTrue();
        assertThat(api.changes()).extracting(Change::method).containsExactly("POST", "PATCH", "POST");
    }

    @Test
    void givesUpWhatItHolds() throws Exception {
        lease("us", "2026-06-01T12:00:00.000000Z", "7");
        api.answer(200, written("8"));
        claim.release();
        assertThat(api.changes())
                .singleElement()
                .satisfies(change ->
                        assertThat(change.body()).contains("\"holderIdentity\":\"\"", "\"resourceVersion\":\"7\""));
    }

    @Test
    void givesUpNothingOfAnother() throws Exception {
        lease("other", "2026-06-01T12:00:00.000000Z", "7");
        claim.release();
        assertThat(api.changes()).isEmpty();
    }

    private void pass(long seconds) {
        nanoTime += Duration.ofSeconds(seconds).toNanos();
        now = now.plusSeconds(seconds);
    }

    private void lease(String holder, String renewed, String version) {
        api.object(PATH, """
                {"metadata": {"namespace": "ns", "name": "op", "resourceVersion": "%s"},
                 "spec": {"holderIdentity": "%s", "leaseDurationSeconds": 15, "leaseTransitions": 3, "renewTime": "%s"}}
                """.formatted(version, holder, renewed));
    }

    private static String written(String version) {
        return "{\"metadata\": {\"namespace\": \"ns\", \"name\": \"op\", \"resourceVersion\": \"%s\"}}"
                .formatted(version);
    }
}
