package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.client.Unstructured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionsManagerTest {

    private static final String OURS = """
            {"manager": "operator-metrics", "operation": "Update", "subresource": "status",
             "fieldsV1": {"f:status": {".": {}, "f:conditions": {}}}}""";

    @ParameterizedTest
    @ValueSource(strings = {"", OURS, """
                {"manager": "operator", "operation": "Update",
                 "fieldsV1": {"f:metadata": {"f:labels": {"f:a": {}}}, "f:spec": {}}}""", """
                {"manager": "operator", "operation": "Update", "subresource": "status",
                 "fieldsV1": {"f:status": {"f:state": {}}}}""", "{\"manager\": \"operator\"}", "{}"})
    void nobodyElseDoes(String entry) throws Exception {
        assertThat(ConditionsManager.other(object(entry))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"manager": "operator", "operation": "Update", "subresource": "status",
                 "fieldsV1": {"f:status": {".": {}, "f:conditions": {}}}}""",
                // Of Kubernetes 1.20 and 1.21.
                """
                {"manager": "operator", "operation": "Update",
                 "fieldsV1": {"f:status": {"f:conditions": {"k:{\\"type\\":\\"Degraded\\"}": {"f:status": {}}}}}}""",
                """
                {"manager": "operator", "operation": "Apply", "subresource": "status",
                 "fieldsV1": {"f:status": {"f:conditions": {}}}}"""
            })
    void anotherManagerDoes(String entry) throws Exception {
        assertThat(ConditionsManager.other(object(entry))).hasValue("operator");
        assertThat(ConditionsManager.other(object(OURS + "," + entry + "," + entry)))
                .hasValue("operator");
        assertThat(ConditionsManager.other(object(entry + "," + entry.replace("\"operator\"", "\"kubectl-edit\""))))
                .hasValue("kubectl-edit, operator");
    }

    @Test
    void anObjectWithoutManagedFieldsNamesNobody() {
        assertThat(ConditionsManager.other(new Unstructured(new ObjectMapper().createObjectNode())))
                .isEmpty();
    }

    private static Unstructured object(String entries) throws JsonProcessingException {
        return new Unstructured(
                (ObjectNode) new ObjectMapper().readTree("{\"metadata\": {\"managedFields\": [" + entries + "]}}"));
    }
}
