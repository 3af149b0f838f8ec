package io.operatormetrics.it.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

import java.util.SortedMap;
import java.util.TreeMap;

/** What an object's status says under one type. */
public record Condition(
        String status, String reason, String message, long observedGeneration, String lastTransitionTime) {

    static final Condition UNKNOWN = new Condition("Unknown", "", "", 0, "");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** All of them by type, for instance {@code Degraded}. */
    public static SortedMap<String, Condition> of(GenericKubernetesResource object) {
        SortedMap<String, Condition> conditions = new TreeMap<>();
        JSON.valueToTree(object)
                .path("status")
                .path("conditions")
                .forEach(condition -> conditions.put(condition.path("type").asText(), of(condition)));
        return conditions;
    }

    private static Condition of(JsonNode condition) {
        return new Condition(
                condition.path("status").asText(),
                condition.path("reason").asText(),
                condition.path("message").asText(),
                condition.path("observedGeneration").asLong(),
                condition.path("lastTransitionTime").asText());
    }

    public boolean isTrue() {
        return status.equals("True");
    }
}
