package io.operatormetrics.operator.apply;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.FakeApiServer;
import io.operatormetrics.operator.kube.FakeApiServer.Change;
import io.operatormetrics.operator.kube.KubeClients;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectWriterTest {

    private static final String PATH = "/api/v1/namespaces/ns/configmaps";
    private static final Map<String, String> APPLIED = Map.of("operator-metrics", "Apply");
    private static final Map<String, String> FOREIGN = Map.of("kubectl", "Update");

    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client = KubeClients.create(api.config(), new PrometheusRegistry());
    private final ObjectWriter writer =
            new ObjectWriter(new ObjectRequests(client, ObjectWriter.FIELD_MANAGER), "operators/ours");

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void createsByPostAndLetsGoOfWhatTheCreationLeft() throws Exception {
        api.answer(201, json(object("1", "v", Map.of("operator-metrics", "Update"))))
                .answer(200, metadata("2", List.of("Apply", "Update")))
                .answer(200, metadata("3", List.of("Apply")));

        assertThat(apply("v", new Sight.NotFound<>())).isEqualTo(new ApplyResult.Created());

        assertThat(api.changes()).extracting(Change::method).containsExactly("POST", "PATCH", "PATCH");
        assertThat(api.changes().get(0).path()).isEqualTo(PATH);
        assertThat(api.changes().get(1)).satisfies(applied -> {
            assertThat(applied.path()).isEqualTo(PATH + "/one");
            assertThat(applied.query()).isEqualTo("fieldManager=operator-metrics&force=true");
            assertThat(applied.contentType()).startsWith("application/apply-patch+yaml");
            assertThat(applied.body()).contains("\"uid\":\"u\"");
        });
        assertThat(api.changes().get(2).body())
                .contains("{\"op\":\"test\",\"path\":\"/metadata/managedFields/1/operation\",\"value\":\"Update\"}")
                .contains("{\"op\":\"remove\",\"path\":\"/metadata/managedFields/1\"}");
    }

    @Test
    void leavesAloneWhatSomebodyElseCreatedFaster() throws Exception {
        api.answer(409, status(409, "already exists"));
        assertThat(apply("v", new Sight.NotFound<>())).isEqualTo(new ApplyResult.Unseen());
    }

    @Test
    void isContentWithAnotherCreatorOfWhatIsOnlyToBeThere() throws Exception {
        api.answer(409, status(409, "already exists"));
        assertThat(writer.createOnly(ApiResource.CONFIG_MAPS, wanted("v"))).isEqualTo(new ApplyResult.Unchanged());
    }

    @Test
    void appliesOnceAfterAStartAndThenOnlyWhereSomethingDiffers() throws Exception {
        api.answer(200, metadata("5", List.of("Apply")));
        Sight<ApiObject> live = new Sight.Found<>(object("5", "v", APPLIED));

        assertThat(apply("v", live)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(apply("v", live)).isEqualTo(new ApplyResult.Unchanged());
        // Somebody's status, label or annotation.
        assertThat(apply("v", new Sight.Found<>(object("6", "v", APPLIED)))).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).hasSize(1);

        api.answer(200, metadata("8", List.of("Apply")));
        assertThat(apply("v", new Sight.Found<>(object("7", "edited", APPLIED))))
                .isEqualTo(new ApplyResult.Updated());
        assertThat(api.changes()).hasSize(2);
    }

    @Test
    void sendsNothingTwiceWhileTheWatchLagsBehind() throws Exception {
        api.answer(200, metadata("8", List.of("Apply")));
        Sight<ApiObject> seen = new Sight.Found<>(object("7", "edited", APPLIED));

        assertThat(apply("v", seen)).isEqualTo(new ApplyResult.Updated());
        assertThat(apply("v", seen)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).hasSize(1);
    }

    @Test
    void sendsNothingAgainWhereTheServerKeepsAValueInAnotherForm() throws Exception {
        api.answer(200, metadata("8", List.of("Apply")));

        apply("1.0", new Sight.Found<>(object("7", "old", APPLIED)));
        assertThat(apply("1.0", new Sight.Found<>(object("8", "1", APPLIED)))).isEqualTo(new ApplyResult.Unchanged());
    }

    @ParameterizedTest(name = "holding {0}: serves {1}")
    @CsvSource({"v, true", "another, false"})
    void neverWritesWhatIsSomebodyElses(String value, boolean serves) throws Exception {
        Sight<ApiObject> live = new Sight.Found<>(object("7", value, FOREIGN));

        assertThat(apply("v", live)).isEqualTo(new ApplyResult.Foreign("kubectl", serves));
        assertThat(writer.delete(ApiResource.CONFIG_MAPS, live)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void leavesAloneWhatIsMarkedToBe() throws Exception {
        ApiObject marked = object("7", "edited", APPLIED);
        marked.json().withObject("/metadata/annotations").put("unsupported.operator.tigera.io/ignore", "true");

        assertThat(apply("v", new Sight.Found<>(marked))).isEqualTo(new ApplyResult.Ignored());
        assertThat(writer.delete(ApiResource.CONFIG_MAPS, new Sight.Found<>(marked)))
                .isEqualTo(new ApplyResult.Ignored());
        assertThat(api.changes()).isEmpty();
    }

    @ParameterizedTest(name = "marked {0}")
    @CsvSource({"operators/another", "''"})
    void deletesNothingOfAnotherInstallation(String mark) throws Exception {
        ApiObject taken = object("7", "v", APPLIED);
        taken.json().withObject("/metadata/annotations").put("operator-metrics/instance", mark);

        assertThat(writer.delete(ApiResource.CONFIG_MAPS, new Sight.Found<>(taken)))
                .isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void deletesNothingButTheVersionThatItSaw() throws Exception {
        api.answer(200, "{}");
        assertThat(writer.delete(ApiResource.CONFIG_MAPS, new Sight.Found<>(object("7", "v", APPLIED))))
                .isEqualTo(new ApplyResult.Deleted());
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("DELETE"))
                .satisfies(change ->
                        assertThat(change.body()).contains("\"uid\":\"u\"").contains("\"resourceVersion\":\"7\""));
    }

    @Test
    void writesCalicoObjectsWholeAndKeepsWhatOthersAdded() throws Exception {
        ApiObject live = object("7", "edited", Map.of("operator-metrics", "Update"));
        live.json().withObject("/metadata/labels").put("added", "by-another");
        api.answer(200, metadata("8", List.of("Update")));

        assertThat(writer.apply(ApiResource.CALICO_NETWORK_POLICIES, wanted("v"), new Sight.Found<>(live)))
                .isEqualTo(new ApplyResult.Updated());
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("PUT"))
                .satisfies(change -> assertThat(change.body())
                        .contains("\"resourceVersion\":\"7\"", "\"added\":\"by-another\"", "\"key\":\"v\""));
    }

    @Test
    void writesCalicoObjectsAgainWhenOtherIsWanted() throws Exception {
        Map<String, String> ours = Map.of("operator-metrics", "Update");
        api.answer(200, metadata("8", List.of("Update"))).answer(200, metadata("9", List.of("Update")));

        writer.apply(ApiResource.CALICO_NETWORK_POLICIES, wanted("v"), new Sight.Found<>(object("7", "old", ours)));
        Sight<ApiObject> live = new Sight.Found<>(object("8", "v", ours));
        assertThat(writer.apply(ApiResource.CALICO_NETWORK_POLICIES, wanted("v"), live))
                .isEqualTo(new ApplyResult.Unchanged());
        assertThat(writer.apply(ApiResource.CALICO_NETWORK_POLICIES, wanted("new"), live))
                .isEqualTo(new ApplyResult.Updated());
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            403 | forbidden                | Forbidden[verb=create]
            404 | namespaces "ns" not found | NamespaceMissing[]
            404 | the server could not find  | NotServed[]
            """)
    void tellsWhyNothingCouldBeCreated(int code, String message, String result) throws Exception {
        api.answer(code, status(code, message));
        assertThat(apply("v", new Sight.NotFound<>())).hasToString(result);
    }

    @Test
    void doesNothingAboutWhatItCannotSee() throws Exception {
        assertThat(apply("v", new Sight.Unknown<>())).isEqualTo(new ApplyResult.Unseen());
        assertThat(apply("v", new Sight.Unreadable<>(ApiFailure.ofCode(403, "no"))))
                .isEqualTo(new ApplyResult.Forbidden("list, watch"));
        assertThat(api.changes()).isEmpty();
    }

    private ApplyResult apply(String value, Sight<ApiObject> live) throws InterruptedException {
        return writer.apply(ApiResource.CONFIG_MAPS, wanted(value), live);
    }

    private static ApiObject wanted(String value) {
        return ApiObject.of(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("namespace", "ns", "name", "one"),
                "data",
                Map.of("key", value)));
    }

    /** As a list has it, so without its type. */
    private static ApiObject object(String version, String value, Map<String, String> managers) {
        List<Map<String, String>> entries = new ArrayList<>();
        managers.forEach((manager, operation) -> entries.add(Map.of("manager", manager, "operation", operation)));
        Map<String, Object> metadata = new HashMap<>(Map.of("namespace", "ns", "name", "one", "uid", "u"));
        metadata.put("resourceVersion", version);
        metadata.put("annotations", Map.of("operator-metrics/instance", "operators/ours"));
        metadata.put("managedFields", entries);
        return ApiObject.of(Map.of("metadata", metadata, "data", Map.of("key", value)));
    }

    private static String metadata(String version, List<String> operations) {
        ApiObject object = object(version, "", Map.of());
        object.json().remove("data");
        operations.forEach(operation -> object.json()
                .withArray("/metadata/managedFields")
                .addObject()
                .put("manager", "operator-metrics")
                .put("operation", operation));
        return json(object);
    }

    private static String json(ApiObject object) {
        return object.json().toString();
    }

    private static String status(int code, String message) {
        return ApiObject.of(Map.of("kind", "Status", "code", code, "message", message))
                .json()
                .toString();
    }
}
