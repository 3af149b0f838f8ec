package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.client.Unstructured;

/** Whether nobody but us ever wrote an object, as its {@code metadata.managedFields} tell. */
public final class SoleManager {

    private SoleManager() {}

    /** Not where they name nobody: that proves nothing. */
    public static boolean isUs(Unstructured live) {
        JsonNode entries = live.json().at("/metadata/managedFields");
        for (JsonNode entry : entries) {
            if (!entry.path("manager").asText().equals(FieldManagers.OURS)) {
                return false;
            }
        }
        return !entries.isEmpty();
    }
}
