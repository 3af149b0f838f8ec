package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeApiServer.Change;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.LeaderElection;
import io.operatormetrics.kubernetes.control.ReconcileOutcome;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class InventoryPrunerTest {

    private static final String SERVICES = "/api/v1/namespaces/ns/services";
    private static final String SERVICE_MONITORS = "/apis/monitoring.coreos.com/v1/namespaces/ns/servicemonitors";
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/ns/roles";
    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/old";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final ManagedResource PRESENT =
            new ManagedResource(GroupVersionResource.SERVICES, new NamespacedName("ns", "new"));

    private long nanoTime = 42;
    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "tigera_operator");
    private final ResourceClient requests = new ResourceClient(client, ServerSideApplier.FIELD_MANAGER);
    private final ServerSideApplier writer =
            new ServerSideApplier(requests, CertificateOwnership.policy(ObjectsInTests.INSTANCE), System::nanoTime);
    private final InventoryPruner previous = new InventoryPruner(
            requests,
            writer,
            new PreviousLeases(requests, "this-replica", Clock.fixed(NOW, ZoneOffset.UTC), () -> nanoTime),
            LeaderElection.always());
    private final ReconcileReport done = new ReconcileReport();

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void deletesWhatIsOursAndStrikesIt() throws InterruptedException {
        api.resource(SERVICES).objects(json(ObjectsInTests.ours("ns", "old")));
        api.answer(200, "{}").answer(200, json(ObjectsInTests.inventory("2")));

        remove("services ns/old", "services ns/new");

        assertThat(api.changes()).extracting(Change::method).containsExactly("DELETE", "PATCH");
        assertThat(api.changes().getFirst().path()).isEqualTo(SERVICES + "/old");
        assertThat(api.changes().getLast().body()).contains("\"services ns/new\\n\"");
        assertThat(done.outcome()).isInstanceOf(ReconcileOutcome.Done.class);
    }

    @Test
    void asksNothingWhereNothingIsOfPreviousSettings() throws InterruptedException {
        remove("services ns/new");
        assertThat(api.asked(SERVICES)).isEmpty();
        assertThat(api.changes()).isEmpty();
    }

    @ParameterizedTest(name = "by {0}, marked {1}, ignored: {2}")
    @CsvSource({"kubectl, ns/op, false", "operator-metrics, ns/another, false", "operator-metrics, ns/op, true"})
    void strikesWhatIsNotItsBusinessAndLeavesItAlone(String manager, String mark, String ignored)
            throws InterruptedException {
        api.resource(SERVICES)
                .objects(json(ObjectsInTests.object(
                        "ns",
                        "old",
                        manager,
                        Map.of("operator-metrics/instance", mark, "unsupported.operator.tigera.io/ignore", ignored))));
        struckWithoutDeleting("services ns/old");
    }

    @Test
    void strikesAPairThatAUserPutInTheirPlace() throws InterruptedException {
        Unstructured secret = ObjectsInTests.ours("ns", "old");
        secret.json().withObject("/data").put("tls.crt", "bm90aGluZw==").put("tls.key", "bm90aGluZw==");
        api.resource("/api/v1/namespaces/ns/secrets").objects(json(secret));
        struckWithoutDeleting("secrets ns/old");
    }

    @Test
    void deletesAPairOfOurs() throws InterruptedException {
        Unstructured secret = ObjectsInTests.ours("ns", "old");
        secret.json().withObject("/metadata/annotations").put("operator-metrics/issued-key-sha256", "of a lost key");
        api.resource("/api/v1/namespaces/ns/secrets").objects(json(secret));
        api.answer(200, "{}").answer(200, json(ObjectsInTests.inventory("2")));
        remove("secrets ns/old", "services ns/new");
        assertThat(api.changes()).extracting(Change::method).containsExactly("DELETE", "PATCH");
    }

    @Test
    void deletesTheServiceMonitorBeforeWhatItRefersTo() throws InterruptedException {
        api.resource(SERVICES).objects(json(ObjectsInTests.ours("ns", "old")));
        api.resource(SERVICE_MONITORS).objects(json(ObjectsInTests.ours("ns", "old")));
        api.answer(200, "{}").answer(200, "{}").answer(200, json(ObjectsInTests.inventory("2")));
        remove("services ns/old", "servicemonitors.monitoring.coreos.com ns/old", "services ns/new");
        assertThat(api.changes()).extracting(Change::path).startsWith(SERVICE_MONITORS + "/old", SERVICES + "/old");
    }

    @Test
    void leavesWhatAServiceMonitorRefersToWhereItCannotBeDeleted() throws InterruptedException {
        api.resource(SERVICES).objects(json(ObjectsInTests.ours("ns", "old")));
        api.resource(SERVICE_MONITORS).objects(json(ObjectsInTests.ours("ns", "old")));
        api.resource(ROLES).objects(json(ObjectsInTests.ours("ns", "old")));
        api.answer(403, "{\"message\":\"no\"}").answer(200, "{}").answer(200, json(ObjectsInTests.inventory("2")));

        remove(
                "services ns/old",
                "servicemonitors.monitoring.coreos.com ns/old",
                "roles.rbac.authorization.k8s.io ns/old",
                "services ns/new");

        assertThat(api.changes())
                .extracting(Change::path)
                .startsWith(SERVICE_MONITORS + "/old", ROLES + "/old")
                .doesNotContain(SERVICES + "/old");
        assertThat(api.changes().getLast().body())
                .contains("\"servicemonitors.monitoring.coreos.com ns/old\\nservices ns/new\\nservices ns/old\\n\"");
        assertThat(done.outcome()).isInstanceOf(ReconcileOutcome.Retry.class);
    }

    @ParameterizedTest(name = "{0} is kept: key pairs deleted: {1}")
    @CsvSource({"servicemonitors.monitoring.coreos.com, false", "services, true"})
    void leavesWhatAnotherToolKeepsAndThePairsThatAServiceMonitorNeeds(String kept, boolean pairsGo)
            throws InterruptedException {
        Unstructured applied = ObjectsInTests.ours("ns", "old");
        applied.json()
                .withObject("/metadata/annotations")
                .put("kubectl.kubernetes.io/last-applied-configuration", "{}");
        Unstructured pair = ObjectsInTests.ours("ns", "old");
        pair.json().withObject("/metadata/annotations").put("operator-metrics/issued-key-sha256", "of a lost key");
        api.resource(kept.equals("services") ? SERVICES : SERVICE_MONITORS).objects(json(applied));
        api.resource("/api/v1/namespaces/ns/secrets").objects(json(pair));
        if (pairsGo) {
            api.answer(200, "{}");
        }
        api.answer(200, json(ObjectsInTests.inventory("2")));

        remove("secrets ns/old", kept + " ns/old", "services ns/new");

        assertThat(api.changes())
                .extracting(Change::method)
                .containsExactly(pairsGo ? new String[] {"DELETE", "PATCH"} : new String[] {"PATCH"});
        assertThat(api.changes().getLast().body()).contains("\"services ns/new\\n\"");
    }

    @Test
    void strikesWhatIsGoneWithItsApiOrItsNamespace() throws InterruptedException {
        api.resource("/api/v1/namespaces/gone/services").code(403);
        api.resource("/api/v1/namespaces");
        struckWithoutDeleting("servicemonitors.monitoring.coreos.com ns/old", "services gone/old");
    }

    @Test
    void keepsListedWhatItMayNotSeeAndNamesTheRight() throws InterruptedException {
        api.resource(SERVICES).code(403);
        api.resource("/api/v1/namespaces").objects("{\"metadata\":{\"name\":\"ns\"}}");

        remove("services ns/old", "services ns/new");

        assertThat(api.changes()).isEmpty();
        assertThat(done.findings())
                .containsExactly(new Finding(
                        Severity.WARNING,
                        "PreviousObjectLeft",
                        "services ns/old is left from previous settings: not allowed to list services ns/old; Role and"
                                + " RoleBinding operator-metrics-permissions in namespace ns must hold apiGroups [\"\"],"
                                + " resources [services], resourceNames [old], verbs [list]"));
        assertThat(done.outcome()).isInstanceOf(ReconcileOutcome.Retry.class);
    }

    @Test
    void keepsListedWhatItMayNotDelete() throws InterruptedException {
        api.resource(SERVICES).objects(json(ObjectsInTests.ours("ns", "old")));
        api.answer(403, "{}");
        remove("services ns/old", "services ns/new");
        assertThat(api.changes()).extracting(Change::method).containsExactly("DELETE");
        assertThat(done.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("verbs [delete]"));
    }

    @Test
    void deletesTheInventoryWhenNothingIsToStay() throws InterruptedException {
        api.resource(SERVICES).objects(json(ObjectsInTests.ours("ns", "old")));
        api.answer(200, "{}").answer(200, "{}");
        ObjectInventory inventory = new ObjectInventory(ObjectsInTests.identity("op"), writer);
        previous.remove(
                inventory, new Observed.Present<>(ObjectsInTests.inventory("1", "services ns/old")), Set.of(), done);
        assertThat(api.changes())
                .extracting(change -> change.method() + " " + change.path())
                .containsExactly("DELETE " + SERVICES + "/old", "DELETE /api/v1/namespaces/ns/configmaps/op-objects");
    }

    /** Whatever the clock of its machine says. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-06-01T11:59:50.000000Z", "2020-01-01T00:00:00.000000Z", "never"})
    void waitsForWhoStillLeadsByPreviousSettings(String renewed) throws InterruptedException {
        lease("another-replica", renewed);

        remove("services ns/old", "leases.coordination.k8s.io ns/old", "services ns/new");

        assertThat(api.asked(SERVICES)).isEmpty();
        assertThat(done.findings())
                .extracting(Finding::message)
                .containsExactly("objects of previous settings stay as long as another-replica holds"
                        + " leases.coordination.k8s.io ns/old");
        assertThat(done.outcome()).isEqualTo(new ReconcileOutcome.Done(Optional.of(NOW.plusSeconds(5))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "this-replica"})
    void waitsForNobodyElse(String holder) throws InterruptedException {
        lease(holder, "2026-06-01T11:59:59.000000Z");
        struckWithoutDeleting("leases.coordination.k8s.io ns/old", "servicemonitors.monitoring.coreos.com ns/old");
    }

    /** Its clock was ahead: its Lease seems to be held for years to come. */
    @Test
    void waitsForNobodyWhoDidNotRenewForAsLongAsTheLeaseLasts() throws InterruptedException {
        String[] lines = {"leases.coordination.k8s.io ns/old", "services ns/old", "services ns/new"};
        lease("another-replica", "2099-01-01T00:00:00.000000Z");
        remove(lines);
        nanoTime += Duration.ofSeconds(15).toNanos();
        api.resource(SERVICES);
        api.answer(200, json(ObjectsInTests.inventory("2")));

        remove(lines);

        assertThat(api.asked(SERVICES)).hasSize(1);
    }

    @Test
    void strikesALeaseThatIsGone() throws InterruptedException {
        struckWithoutDeleting("leases.coordination.k8s.io ns/old");
    }

    private void lease(String holder, String renewed) {
        api.object(
                LEASE,
                json(Unstructured.of(Map.of(
                        "spec", Map.of("holderIdentity", holder, "renewTime", renewed, "leaseDurationSeconds", 15)))));
    }

    private void struckWithoutDeleting(String... lines) throws InterruptedException {
        api.answer(200, json(ObjectsInTests.inventory("2")));
        String[] all = new String[lines.length + 1];
        System.arraycopy(lines, 0, all, 0, lines.length);
        all[lines.length] = "services ns/new";
        remove(all);
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("PATCH"))
                .satisfies(change -> assertThat(change.body()).contains("\"services ns/new\\n\""));
        assertThat(done.findings()).isEmpty();
    }

    private void remove(String... lines) throws InterruptedException {
        previous.remove(
                new ObjectInventory(ObjectsInTests.identity("op"), writer),
                new Observed.Present<>(ObjectsInTests.inventory("1", lines)),
                Set.of(PRESENT),
                done);
    }

    private static String json(Unstructured object) {
        return object.json().toString();
    }
}
