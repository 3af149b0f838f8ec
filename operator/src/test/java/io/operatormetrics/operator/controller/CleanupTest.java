package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeApiServer.Change;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.controller.Cleanup.Effect;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CleanupTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/ns/configmaps";
    private static final String SERVICES = "/api/v1/namespaces/ns/services";
    private static final String SECRETS = "/api/v1/namespaces/ns/secrets";

    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "tigera_operator");
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void serveAnInventory() {
        api.resource(CONFIG_MAPS).objects(json(ObjectsInTests.inventory("2", "services ns/one", "services ns/two")));
        api.resource(SERVICES)
                .objects(
                        json(ObjectsInTests.ours("ns", "one")),
                        json(ObjectsInTests.object("ns", "two", "kubectl", Map.of())));
        api.resource(SECRETS);
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void deletesWhatIsOursAndTheInventoryLast() throws InterruptedException {
        api.answer(200, "{}").answer(200, "{}");

        assertThat(run(Effect.DELETE)).isTrue();

        assertThat(api.changes()).extracting(Change::method).containsOnly("DELETE");
        assertThat(api.changes())
                .extracting(Change::path)
                .containsExactly(SERVICES + "/one", CONFIG_MAPS + "/op-objects");
        assertThat(said)
                .containsExactly(
                        "deleted services ns/one",
                        "kept services ns/two: it belongs to kubectl",
                        "deleted configmaps ns/op-objects",
                        "2 deleted, 1 kept, 0 failed");
    }

    @Test
    void aDryRunChangesNothing() throws InterruptedException {
        assertThat(run(Effect.DRY_RUN)).isTrue();

        assertThat(api.changes()).isEmpty();
        assertThat(said).contains("would delete services ns/one", "2 to delete, 1 kept, 0 failed");
    }

    @Test
    void theInventoryStaysWhereSomethingCouldNotBeDeleted() throws InterruptedException {
        api.answer(403, "{\"message\":\"no\"}");

        assertThat(run(Effect.DELETE)).isFalse();

        assertThat(api.changes()).hasSize(1);
        assertThat(said).contains("failed services ns/one: 403 no").doesNotContain("deleted configmaps ns/op-objects");
    }

    @Test
    void leavesWhatAServiceMonitorRefersToWhereItCannotBeDeleted() throws InterruptedException {
        api.resource(CONFIG_MAPS)
                .objects(json(ObjectsInTests.inventory(
                        "2", "services ns/one", "servicemonitors.monitoring.coreos.com ns/one")));
        api.resource("/apis/monitoring.coreos.com/v1/namespaces/ns/servicemonitors")
                .objects(json(ObjectsInTests.ours("ns", "one")));
        api.answer(403, "{\"message\":\"no\"}");

        assertThat(run(Effect.DELETE)).isFalse();

        assertThat(api.changes()).hasSize(1);
        assertThat(said)
                .contains(
                        "failed servicemonitors.monitoring.coreos.com ns/one: 403 no",
                        "failed services ns/one: the ServiceMonitor that may refer to it has to go first");
    }

    @Test
    void deletesNothingWithoutInventory() throws InterruptedException {
        api.resource(CONFIG_MAPS).objects();

        assertThat(run(Effect.DELETE)).isTrue();
        assertThat(api.changes()).isEmpty();
        assertThat(said).containsExactly("nothing found");
    }

    @Test
    void deletesTheCaThatNobodyElseWrote() throws InterruptedException {
        api.resource(CONFIG_MAPS).objects();
        api.resource(SECRETS).objects(json(ca("operator-metrics")));
        api.answer(200, "{}");

        assertThat(run(Effect.DELETE)).isTrue();
        assertThat(said).containsExactly("deleted secrets ns/tigera-ca-private", "1 deleted, 0 kept, 0 failed");
        assertThat(api.asked(SECRETS))
                .allSatisfy(request -> assertThat(request.accept()).contains("as=PartialObjectMetadata"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "METRICS_CA_NAMESPACE, elsewhere, operator-metrics",
        "METRICS_CA_NAMESPACE, tigera-operator, operator-metrics",
        "LOG_LEVEL, info, operator",
        "LOG_LEVEL, info, ''"
    })
    void leavesAnyOtherCa(String variable, String value, String manager) throws InterruptedException {
        api.resource(CONFIG_MAPS).objects();
        Unstructured ca = ca(manager);
        if (manager.isEmpty()) {
            ca.json().withObject("/metadata").remove("managedFields");
        }
        api.resource(SECRETS).objects(json(ca));

        assertThat(run(Effect.DELETE, Map.of(variable, value))).isTrue();
        assertThat(api.changes()).isEmpty();
    }

    /** They share it, and managedFields cannot tell them apart. */
    @Test
    void leavesTheCaToAnotherInstallationInTheNamespace() throws InterruptedException {
        api.resource(CONFIG_MAPS)
                .objects(json(ObjectsInTests.object(
                        "ns", "other-objects", "operator-metrics", Map.of("operator-metrics/instance", "ns/other"))));
        api.resource(SECRETS).objects(json(ca("operator-metrics")));

        assertThat(run(Effect.DELETE)).isTrue();
        assertThat(api.changes()).isEmpty();
        assertThat(said).contains("kept secrets ns/tigera-ca-private: installation ns/other is in the same namespace");
    }

    @Test
    void whatCannotBeReadIsAFailure() throws InterruptedException {
        api.resource(CONFIG_MAPS).code(403);

        assertThat(run(Effect.DELETE)).isFalse();
        assertThat(api.changes()).isEmpty();
    }

    private static Unstructured ca(String manager) {
        return ObjectsInTests.object("ns", "tigera-ca-private", manager, Map.of());
    }

    private boolean run(Effect effect) throws InterruptedException {
        return run(effect, Map.of());
    }

    private boolean run(Effect effect, Map<String, String> more) throws InterruptedException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("OPERATOR_NAMESPACE", "ns");
        variables.put("OPERATOR_NAME", "op");
        return switch (SettingsReader.read(
                variables, reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid ->
                new Cleanup(client, valid.settings(), effect, said::add).run();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
    }

    private static String json(Unstructured object) {
        return object.json().toString();
    }
}
