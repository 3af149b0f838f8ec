package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Map;

/** What server-side apply would do, for API servers that fail at it: fields that others added stay, lists are replaced. */
final class Overlay {

    private Overlay() {}

    /** A copy of the live object that holds what is wanted. */
    static ObjectNode of(ObjectNode live, ObjectNode wanted) {
        ObjectNode merged = live.deepCopy();
        for (Map.Entry<String, JsonNode> field : wanted.properties()) {
            JsonNode before = merged.get(field.getKey());
            merged.set(
                    field.getKey(),
                    before instanceof ObjectNode inner && field.getValue() instanceof ObjectNode wantedInner
                            ? of(inner, wantedInner)
                            : field.getValue());
        }
        return merged;
    }
}
