package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectInventoryTest {

    private static final ManagedResource SERVICE =
            new ManagedResource(GroupVersionResource.SERVICES, new NamespacedName("ns", "one"));
    private static final ManagedResource STATUS = ManagedResource.status("one");

    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "tigera_operator");
    private final ServerSideApplier writer = new ServerSideApplier(
            new ResourceClient(client, ServerSideApplier.FIELD_MANAGER),
            CertificateOwnership.policy(ObjectsInTests.INSTANCE),
            System::nanoTime);
    private final ObjectInventory inventory = new ObjectInventory(ObjectsInTests.identity("op"), writer);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"op, op-objects", "My_op, my-op-04758534-objects", "my.op, my-op-0637bd63-objects"})
    void isNamedAfterTheOperatorAlone(String operatorName, String name) {
        assertThat(ObjectInventory.key(ObjectsInTests.identity(operatorName)))
                .isEqualTo(new NamespacedName("ns", name));
    }

    @Test
    void listsWhatItSaysAndNothingOfKindsThatAreNeverWritten() {
        assertThat(inventory.listed(found(ObjectsInTests.inventory(
                        "1",
                        "services ns/one",
                        "tigerastatuses.operator.tigera.io one",
                        "namespaces ns",
                        "services ../../secrets",
                        ""))))
                .containsExactlyInAnyOrder(SERVICE, STATUS);
    }

    @ParameterizedTest(name = "by {0}, marked {1}")
    @CsvSource({"kubectl, ns/op", "operator-metrics, ns/another"})
    void believesNobodyElse(String manager, String mark) {
        Unstructured others =
                ObjectsInTests.object("ns", "op-objects", manager, Map.of("operator-metrics/instance", mark));
        others.json().withObject("/data").put("objects", "services ns/one");
        assertThat(inventory.listed(found(others))).isEmpty();
    }

    @Test
    void holdsOnToWhatItWroteUntilTheWatchShowsSomethingElse() throws InterruptedException {
        Observed<Unstructured> before = found(ObjectsInTests.inventory("1", "services ns/one"));
        assertThat(inventory.listed(before)).containsExactly(SERVICE);
        api.answer(200, ObjectsInTests.inventory("2").json().toString());
        inventory.write(Set.of(SERVICE, STATUS), before, new ReconcileReport());
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.path()).endsWith("/configmaps/op-objects"))
                .satisfies(change -> assertThat(change.body())
                        .contains("services ns/one\\ntigerastatuses.operator.tigera.io one\\n")
                        .contains("\"operator-metrics/instance\":\"ns/op\"")
                        .doesNotContain("ownerReferences"));

        assertThat(inventory.listed(before)).containsExactlyInAnyOrder(SERVICE, STATUS);
        assertThat(inventory.listed(new Observed.Unreadable<>(ApiException.ofCode(500, "broken"))))
                .containsExactlyInAnyOrder(SERVICE, STATUS);
        assertThat(inventory.listed(found(ObjectsInTests.inventory("3", "services ns/one"))))
                .containsExactly(SERVICE);
        assertThat(inventory.listed(new Observed.Absent<>())).isEmpty();
    }

    @Test
    void isGoneWithTheLastThatItLists() throws InterruptedException {
        api.answer(200, "{}");
        assertThat(inventory.write(
                        Set.of(), found(ObjectsInTests.inventory("1", "services ns/one")), new ReconcileReport()))
                .isTrue();
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("DELETE"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"500, false", "403, true"})
    void letsWaitWhatIsNotListedYetUnlessAPersonIsNeeded(int code, boolean goesOn) throws InterruptedException {
        api.answer(code, "{}");
        assertThat(inventory.write(Set.of(SERVICE), new Observed.Absent<>(), new ReconcileReport()))
                .isEqualTo(goesOn);
    }

    private static Observed<Unstructured> found(Unstructured object) {
        return new Observed.Present<>(object);
    }
}
