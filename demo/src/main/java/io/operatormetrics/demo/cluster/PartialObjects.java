package io.operatormetrics.demo.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.UncheckedIOException;

/**
 * Cuts objects down to their metadata, as an API server does for clients that ask for {@code PartialObjectMetadata} (Kubernetes
 * API concepts, "Alternate representations of resources").
 */
final class PartialObjects {

    private static final String API_VERSION = "meta.k8s.io/v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private PartialObjects() {}

    static boolean asked(String acceptHeader) {
        return acceptHeader.contains("as=PartialObjectMetadata");
    }

    /** Of an object or a list; a {@code Status} stays what it is. */
    static String ofResponse(String json) {
        JsonNode answer = read(json);
        if (answer.path("items") instanceof ArrayNode items) {
            ObjectNode list = JSON.createObjectNode();
            list.put("kind", "PartialObjectMetadataList").put("apiVersion", API_VERSION);
            list.set("metadata", answer.path("metadata"));
            ArrayNode partial = list.putArray("items");
            items.forEach(item -> partial.add(metadataOf(item)));
            return list.toString();
        }
        return metadataOf(answer).toString();
    }

    /** Of the object in a watch event. */
    static String ofWatchEvent(String json) {
        ObjectNode event = (ObjectNode) read(json);
        event.set("object", metadataOf(event.path("object")));
        return event.toString();
    }

    private static JsonNode metadataOf(JsonNode object) {
        if ("Status".equals(object.path("kind").asText())) {
            return object;
        }
        ObjectNode partial = JSON.createObjectNode();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", API_VERSION);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
