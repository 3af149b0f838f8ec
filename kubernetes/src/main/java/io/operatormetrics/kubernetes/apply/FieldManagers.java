package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Who wrote an object, as its {@code metadata.managedFields} tell. Source: Kubernetes documentation, "Server-Side Apply", field
 * management.
 */
final class FieldManagers {

    /** Our name there. */
    static final String OURS = "operator-metrics";

    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";

    private static final Set<String> OWNED_METADATA = Set.of("labels", "annotations", "ownerReferences");

    private final List<JsonNode> entries;

    private FieldManagers(List<JsonNode> entries) {
        this.entries = entries;
    }

    static FieldManagers of(Unstructured object) {
        return new FieldManagers(
                StreamSupport.stream(object.json().at("/metadata/managedFields").spliterator(), false)
                        .toList());
    }

    /** Whether our entry stands: of applying it, or of a creation that was not followed by applying yet. */
    boolean includeUs() {
        return applied() || creation().isPresent();
    }

    /** Whether we applied it. */
    boolean applied() {
        return entries.stream().anyMatch(entry -> isOurs(entry, APPLY));
    }

    /** Whether anything of us is left, in whatever form. */
    boolean nameUs() {
        return entries.stream().anyMatch(FieldManagers::isNamedAsUs);
    }

    /** Who else applies it; somebody who applies its status alone has no say in the rest. */
    Optional<String> otherApplier() {
        return entries.stream()
                .filter(entry -> is(entry, APPLY) && !isNamedAsUs(entry))
                .map(FieldManagers::name)
                .findFirst();
    }

    /** Where the entry of our creation stands, which holds on to fields that we no longer apply. */
    OptionalInt creation() {
        return IntStream.range(0, entries.size())
                .filter(index -> isOurs(entries.get(index), UPDATE))
                .findFirst();
    }

    /**
     * What makes of our creation at that place an application, as if it had been applied. Applying afterwards removes what is no longer
     * wanted, which it would not while the entry of the creation held on to it.
     */
    static JsonNode application(int index) {
        ArrayNode operations = ifCreation(index);
        operations
                .addObject()
                .put("op", "replace")
                .put("path", path(index) + "/operation")
                .put("value", APPLY);
        return operations;
    }

    /** What removes the entry at that place, if it is still ours, from an object. */
    static JsonNode removal(int index) {
        ArrayNode operations = ifCreation(index);
        operations.addObject().put("op", "remove").put("path", path(index));
        return operations;
    }

    private static ArrayNode ifCreation(int index) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        operations
                .addObject()
                .put("op", "test")
                .put("path", path(index) + "/manager")
                .put("value", OURS);
        operations
                .addObject()
                .put("op", "test")
                .put("path", path(index) + "/operation")
                .put("value", UPDATE);
        return operations;
    }

    private static String path(int index) {
        return "/metadata/managedFields/" + index;
    }

    /**
     * A merge patch that removes our name from an object of that version, and changes nothing else. Where nobody else is named it
     * says so by the one entry that is empty; no entry at all would mean that nothing changes.
     */
    ObjectNode withoutUs(String version) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", version);
        ArrayNode others = metadata.putArray("managedFields");
        entries.stream().filter(entry -> !isNamedAsUs(entry)).forEach(others::add);
        if (others.isEmpty()) {
            others.addObject();
        }
        return patch;
    }

    /** The one that wrote last, of the others. */
    Optional<String> anyOther() {
        return entries.stream()
                .filter(entry -> !isNamedAsUs(entry) && !name(entry).isEmpty())
                .max(Comparator.comparing(entry -> entry.path("time").asText()))
                .map(FieldManagers::name);
    }

    /** The others, for people. */
    String others() {
        String names = entries.stream()
                .filter(Predicate.not(FieldManagers::isNamedAsUs))
                .map(FieldManagers::name)
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "unknown" : names;
    }

    /**
     * Who else owns that field, or the list that it is in; the last who did, if several do. Nobody where it was removed.
     *
     * @param path names of fields, from the top
     */
    Optional<String> otherOwner(List<String> path) {
        return entries.stream()
                .filter(entry -> !isNamedAsUs(entry) && owns(entry.path("fieldsV1"), path))
                .max(Comparator.comparing(entry -> entry.path("time").asText()))
                .map(FieldManagers::name);
    }

    /**
     * Which fields of that content others have taken from us: maps and lists that are owned whole do not show by what they hold beside ours that
     * somebody added to them.
     */
    List<FieldDifference> taken(ObjectNode content) {
        List<JsonNode> ours = entries.stream()
                .filter(entry -> isOurs(entry, APPLY) || isOurs(entry, UPDATE))
                .map(entry -> entry.path("fieldsV1"))
                .toList();
        // Some tools show managedFields without what they are about.
        if (ours.stream().anyMatch(JsonNode::isEmpty)) {
            return List.of();
        }
        return paths(content, List.of())
                .filter(path -> ours.stream().noneMatch(fields -> owns(fields, path)))
                .map(path -> new FieldDifference(path, false))
                .toList();
    }

    /** Down to values and lists. Of metadata what identifies an object is owned by nobody. */
    private static Stream<List<String>> paths(JsonNode content, List<String> path) {
        if (!content.isObject() || content.isEmpty()) {
            return Stream.of(path);
        }
        return content.properties().stream()
                .filter(field -> !path.equals(List.of("metadata")) || OWNED_METADATA.contains(field.getKey()))
                .flatMap(field -> paths(
                        field.getValue(),
                        Stream.concat(path.stream(), Stream.of(field.getKey())).toList()));
    }

    private static boolean owns(JsonNode fields, List<String> path) {
        JsonNode node = fields;
        for (int depth = 0; depth < path.size(); depth++) {
            JsonNode field = node.path("f:" + path.get(depth));
            if (field.isMissingNode()) {
                // Some maps are owned whole, as the selector of a Service is.
                return depth > 0 && node.isEmpty();
            }
            node = field;
        }
        return true;
    }

    private static boolean isOurs(JsonNode entry, String operation) {
        return is(entry, operation) && isNamedAsUs(entry);
    }

    private static boolean is(JsonNode entry, String operation) {
        return entry.path("operation").asText().equals(operation)
                && entry.path("subresource").asText().isEmpty();
    }

    private static boolean isNamedAsUs(JsonNode entry) {
        return name(entry).equals(OURS);
    }

    private static String name(JsonNode entry) {
        return entry.path("manager").asText();
    }
}
