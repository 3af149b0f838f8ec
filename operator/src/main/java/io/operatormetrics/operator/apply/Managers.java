package io.operatormetrics.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.operatormetrics.operator.kube.ApiObject;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Who wrote an object, as its {@code metadata.managedFields} tell. Source: Kubernetes documentation, "Server-Side Apply", field
 * management.
 */
final class Managers {

    /** Our name there. */
    static final String OURS = "operator-metrics";

    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";

    private final List<JsonNode> entries;

    private Managers(List<JsonNode> entries) {
        this.entries = entries;
    }

    static Managers of(ApiObject object) {
        return new Managers(
                StreamSupport.stream(object.json().at("/metadata/managedFields").spliterator(), false)
                        .toList());
    }

    /** Whether we made it: by applying it, or by a creation that was not followed by applying yet. */
    boolean includeUs() {
        return entries.stream().anyMatch(entry -> isOurs(entry, APPLY) || isOurs(entry, UPDATE));
    }

    /** Where the entry of our creation stands, which holds on to fields that we no longer apply. */
    OptionalInt creation() {
        return IntStream.range(0, entries.size())
                .filter(index -> isOurs(entries.get(index), UPDATE))
                .findFirst();
    }

    /** What removes the entry at that place, if it is still ours, from an object. */
    static JsonNode removal(int index) {
        String entry = "/metadata/managedFields/" + index;
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        operations.addObject().put("op", "test").put("path", entry + "/manager").put("value", OURS);
        operations
                .addObject()
                .put("op", "test")
                .put("path", entry + "/operation")
                .put("value", UPDATE);
        operations.addObject().put("op", "remove").put("path", entry);
        return operations;
    }

    /** The others, for people. */
    String others() {
        String names = entries.stream()
                .map(entry -> entry.path("manager").asText())
                .filter(name -> !name.equals(OURS))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "unknown" : names;
    }

    private static boolean isOurs(JsonNode entry, String operation) {
        return entry.path("manager").asText().equals(OURS)
                && entry.path("operation").asText().equals(operation)
                && entry.path("subresource").asText().isEmpty();
    }
}
