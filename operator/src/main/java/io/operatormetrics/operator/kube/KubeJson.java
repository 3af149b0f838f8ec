package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * Reads the API server's JSON straight into records; members that a record does not name are skipped without being decoded.
 *
 * <p>Jackson usually keeps its buffers for the next document, and with them the text of the last one. Here each reading has buffers of its
 * own, so that nothing of a Secret outlives it.
 */
final class KubeJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private KubeJson() {}

    /** One page of a list. */
    record Page<T>(@Nullable ListMeta metadata, @Nullable List<T> items) {}

    /** Where a list stands: {@code continue} is the token for the next page, absent on the last. */
    record ListMeta(
            @Nullable String resourceVersion,
            @JsonProperty("continue") @Nullable String next) {}

    /** An answer that says what went wrong. */
    record Status(
            int code, @Nullable String message, @Nullable Details details) {

        record Details(@Nullable List<Cause> causes) {}

        record Cause(@Nullable String reason) {}

        /** Whether one of the causes has that reason. */
        boolean hasCause(String reason) {
            return details != null
                    && details.causes != null
                    && details.causes.stream().anyMatch(cause -> reason.equals(cause.reason));
        }
    }

    private record EventType(@Nullable String type) {}

    private record Event<T>(@Nullable T object) {}

    static <T> Page<T> page(byte[] json, Class<T> type) throws ApiFailure {
        return read(json, MAPPER.getTypeFactory().constructParametricType(Page.class, type));
    }

    /** The {@code type} of a watch event. */
    static String eventType(byte[] json) throws ApiFailure {
        EventType event = read(json, MAPPER.constructType(EventType.class));
        return event.type() == null ? "" : event.type();
    }

    /** The {@code object} of a watch event, read a second time because its type decides what it is. */
    static <T> T eventObject(byte[] json, Class<T> type) throws ApiFailure {
        Event<T> event = read(json, MAPPER.getTypeFactory().constructParametricType(Event.class, type));
        if (event.object() == null) {
            throw unreadable();
        }
        return event.object();
    }

    static <T> T document(byte[] json, Class<T> type) throws ApiFailure {
        return read(json, MAPPER.constructType(type));
    }

    /** A model, or anything else that Jackson writes, as the JSON of an object. */
    static ObjectNode tree(Object model) {
        return MAPPER.valueToTree(model);
    }

    static <T> T convert(JsonNode json, Class<T> type) throws ApiFailure {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw unreadable();
        }
    }

    /** The callers above make the type from the class that the result is. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T read(byte[] json, JavaType type) throws ApiFailure {
        try {
            @Nullable T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw unreadable();
            }
            return value;
        } catch (IOException e) {
            // Not the cause: Jackson's messages quote the document, which may be a Secret.
            throw unreadable();
        }
    }

    private static ApiFailure unreadable() {
        return new ApiFailure(ApiFailure.Kind.OTHER, "the answer is not the JSON that was asked for");
    }
}
