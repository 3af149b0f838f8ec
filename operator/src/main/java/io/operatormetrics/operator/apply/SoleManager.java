package io.operatormetrics.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.operator.kube.ApiObject;

/** Whether nobody but us ever wrote an object, as its {@code metadata.managedFields} tell. */
public final class SoleManager {

    private SoleManager() {}

    /** Not where they name nobody: that proves nothing. */
    public static boolean isUs(ApiObject live) {
        JsonNode entries = live.json().at("/metadata/managedFields");
        for (JsonNode entry : entries) {
            if (!entry.path("manager").asText().equals(Managers.OURS)) {
                return false;
            }
        }
        return !entries.isEmpty();
    }
}
