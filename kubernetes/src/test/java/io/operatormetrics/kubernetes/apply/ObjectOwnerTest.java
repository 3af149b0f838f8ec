package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.client.Unstructured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectOwnerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String OURS = "ns/op";

    /**
     * Managers are given as {@code name/operation} or {@code name/operation/subresource}; marks as {@code label}, {@code applied}
     * (what kubectl apply leaves), {@code key} (a pair of ours) or {@code controller}.
     */
    @ParameterizedTest(name = "by {0}, of instance {1}, with {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            operator-metrics/Apply                              | ns/op    | label                        | Us[]
            operator-metrics/Update                             | ns/op    | label                        | Us[]
            operator-metrics/Apply                              | none     | none                         | Us[]
            operator-metrics/Apply kubectl-edit/Update          | ns/op    | label                        | Us[]
            operator-metrics/Apply argocd/Apply                 | ns/op    | label                        | Us[]
            operator-metrics/Apply                              | ns/op    | label applied                | Us[]
            operator-metrics/Apply operator/Update              | ns/op    | label controller             | Other[manager=operator, namesUs=true]
            operator-metrics/Update operator/Update             | ns/op    | label controller key         | Other[manager=operator, namesUs=true]
            operator/Update                                     | ns/op    | label controller key         | Other[manager=operator, namesUs=false]
            operator-metrics/Update/status operator/Update      | ns/op    | controller                   | Other[manager=operator, namesUs=true]
            operator-metrics/Apply                              | other/op | label                        | OtherInstallation[instance=other/op]
            operator-metrics/Apply                              | ''       | label                        | OtherInstallation[instance=]
            none                                                | other/op | label                        | OtherInstallation[instance=other/op]
            kubectl/Update                                      | other/op | none                         | Other[manager=kubectl, namesUs=false]
            none                                                | ns/op    | label                        | UsBeforeRestore[]
            velero/Update                                       | ns/op    | label                        | UsBeforeRestore[]
            velero/Update prometheus/Apply/status               | ns/op    | label                        | UsBeforeRestore[]
            velero/Update argocd/Apply                          | ns/op    | label                        | Other[manager=velero, argocd, namesUs=false]
            kubectl/Update                                      | ns/op    | label applied                | Other[manager=kubectl, namesUs=false]
            velero/Update                                       | none     | label                        | Other[manager=velero, namesUs=false]
            velero/Update                                       | ns/op    | none                         | Other[manager=velero, namesUs=false]
            velero/Update argocd/Apply                          | none     | key applied                  | UsBeforeRestore[]
            operator-metrics/Update/status velero/Update        | none     | none                         | Other[manager=velero, namesUs=false]
            """)
    void isDerivedFromManagersMarksAndController(String managers, String instance, String marks, String owner) {
        Unstructured live = object(managers, instance, marks == null ? List.of() : List.of(marks.split(" ", -1)));
        assertThat(ObjectOwner.of(live, OURS, object -> object.label("key").isPresent()))
                .hasToString(owner);
    }

    private static Unstructured object(String managers, String instance, List<String> marks) {
        List<Map<String, String>> entries = new ArrayList<>();
        for (String manager : managers == null ? new String[0] : managers.split(" +", -1)) {
            String[] parts = manager.split("/", -1);
            Map<String, String> entry = new HashMap<>(Map.of("manager", parts[0], "operation", parts[1]));
            if (parts.length == 3) {
                entry.put("subresource", parts[2]);
            }
            entries.add(entry);
        }
        Map<String, String> labels = new HashMap<>();
        Map<String, String> annotations = new HashMap<>();
        if (instance != null) {
            annotations.put("operator-metrics/instance", instance);
        }
        if (marks.contains("label")) {
            labels.put("app.kubernetes.io/managed-by", "operator-metrics");
        }
        if (marks.contains("key")) {
            labels.put("key", "ours");
        }
        if (marks.contains("applied")) {
            annotations.put("kubectl.kubernetes.io/last-applied-configuration", "{}");
        }
        return Unstructured.of(Map.of(
                "metadata",
                Map.of(
                        "namespace",
                        "ns",
                        "name",
                        "one",
                        "labels",
                        labels,
                        "annotations",
                        annotations,
                        "managedFields",
                        entries,
                        "ownerReferences",
                        List.of(Map.of(
                                "kind",
                                "Monitor",
                                "name",
                                "tigera-secure",
                                "controller",
                                marks.contains("controller"))))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "none", textBlock = """
            data/key,              editor
            data/another,          none
            data/both,             later
            data,                  later
            spec/selector/k8s-app, editor
            spec/ports,            editor
            metadata/labels/x,     none
            """)
    void aFieldIsOfWhoOwnsItOrAllOfItsMap(String path, String owner) {
        Unstructured object = Unstructured.of(Map.of(
                "metadata",
                Map.of(
                        "managedFields",
                        List.of(
                                Map.of("manager", "operator-metrics", "fieldsV1", Map.of("f:metadata", Map.of())),
                                Map.of(
                                        "manager",
                                        "later",
                                        "time",
                                        "2026-06-01T12:00:01Z",
                                        "fieldsV1",
                                        Map.of("f:data", Map.of("f:both", Map.of()))),
                                Map.of(
                                        "manager",
                                        "editor",
                                        "time",
                                        "2026-06-01T12:00:00Z",
                                        "fieldsV1",
                                        Map.of(
                                                "f:data",
                                                Map.of("f:key", Map.of(), "f:both", Map.of()),
                                                "f:spec",
                                                Map.of(
                                                        "f:selector",
                                                        Map.of(),
                                                        "f:ports",
                                                        Map.of("k:{\"port\":1}", Map.of()))))))));
        assertThat(FieldManagers.of(object).otherOwner(List.of(path.split("/", -1))))
                .isEqualTo(Optional.ofNullable(owner));
    }

    @ParameterizedTest(name = "owning {0}: {1} is taken")
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "none", textBlock = """
            none                                                                         | []
            {"f:spec":{"f:selector":{},"f:endpoints":{}},"f:metadata":{"f:labels":{"f:x":{}}}} | []
            {"f:spec":{"f:selector":{"f:app":{}},"f:endpoints":{}},"f:metadata":{"f:labels":{".":{},"f:x":{}}}} | []
            {"f:spec":{"f:endpoints":{}},"f:metadata":{"f:labels":{"f:x":{}}}}           | [FieldDifference[path=[spec, selector, app], isOther=false]]
            {"f:spec":{"f:selector":{}},"f:metadata":{"f:labels":{"f:y":{}}}}            | [FieldDifference[path=[metadata, labels, x], isOther=false], FieldDifference[path=[spec, endpoints], isOther=false]]
            """)
    void whatOthersTookIsWhatOurEntriesDoNotHold(String fields, String taken) throws Exception {
        Map<String, Object> entry = new HashMap<>(Map.of("manager", "operator-metrics", "operation", "Apply"));
        if (fields != null) {
            entry.put("fieldsV1", JSON.readTree(fields));
        }
        Unstructured live = Unstructured.of(Map.of("metadata", Map.of("managedFields", List.of(entry))));
        ObjectNode content = (ObjectNode) JSON.readTree("""
                {"metadata": {"name": "one", "namespace": "ns", "labels": {"x": "1"}},
                 "spec": {"selector": {"app": "a"}, "endpoints": [{"port": "p"}]}}
                """);
        assertThat(FieldManagers.of(live).taken(content)).hasToString(taken);
    }

    @Test
    void whatACreationHoldsIsNotTaken() throws Exception {
        Unstructured live = Unstructured.of(Map.of(
                "metadata",
                Map.of(
                        "managedFields",
                        List.of(
                                Map.of(
                                        "manager",
                                        "operator-metrics",
                                        "operation",
                                        "Apply",
                                        "fieldsV1",
                                        JSON.readTree("{\"f:data\":{\"f:a\":{}}}")),
                                Map.of(
                                        "manager",
                                        "operator-metrics",
                                        "operation",
                                        "Update",
                                        "fieldsV1",
                                        JSON.readTree("{\"f:data\":{\"f:b\":{}}}"))))));
        ObjectNode content = (ObjectNode) JSON.readTree("{\"data\":{\"a\":\"1\",\"b\":\"2\"}}");
        assertThat(FieldManagers.of(live).taken(content)).isEmpty();
    }

    @ParameterizedTest(name = "beside {0} managers")
    @CsvSource({"0, [{}]", "2, '[{\"manager\":\"m0\"},{\"manager\":\"m1\"}]'"})
    void aNameIsTakenBackByLeavingTheOthers(int others, String left) {
        List<Map<String, String>> entries = new ArrayList<>();
        entries.add(Map.of("manager", "operator-metrics", "operation", "Apply"));
        for (int i = 0; i < others; i++) {
            entries.add(Map.of("manager", "m" + i));
        }
        JsonNode patch = FieldManagers.of(Unstructured.of(Map.of("metadata", Map.of("managedFields", entries))))
                .withoutUs("7");
        assertThat(patch)
                .hasToString("{\"metadata\":{\"resourceVersion\":\"7\",\"managedFields\":%s}}".formatted(left));
    }
}
