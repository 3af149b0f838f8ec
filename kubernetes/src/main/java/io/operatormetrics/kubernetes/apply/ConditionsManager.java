package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Who writes {@code status.conditions} of an object besides us, as its {@code metadata.managedFields} tell. The entry stays when we overwrite
 * what it stands for, as long as one of its conditions has the value that the other gave it; it goes with the object.
 */
public final class ConditionsManager {

    private ConditionsManager() {}

    /** The name of the other field manager, or of several; empty where managedFields name nobody but us. */
    public static Optional<String> other(Unstructured live) {
        String names = StreamSupport.stream(
                        live.json().at("/metadata/managedFields").spliterator(), false)
                .filter(ConditionsManager::writesConditions)
                .map(entry -> entry.path("manager").asText())
                .filter(name -> !name.equals(FieldManagers.OURS))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(names).filter(some -> !some.isEmpty());
    }

    /** Entries say which subresource they were made by since Kubernetes 1.22 only; fields they always have. */
    private static boolean writesConditions(JsonNode entry) {
        return entry.path("fieldsV1").path("f:status").has("f:conditions");
    }
}
