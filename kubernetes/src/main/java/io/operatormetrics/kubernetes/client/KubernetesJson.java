package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the API server's JSON straight into records; members that a record does not name are skipped without being decoded.
 *
 * <p>Jackson usually keeps its buffers for the next document, and with them the text of the last one. Here each reading has buffers of its
 * own, so that nothing of a Secret outlives it.
 */
public final class KubernetesJson {

    /**
     * Names of members are strangers' text too: none is kept for ever, and one that collides with others costs time and not the document. What
     * is skipped may be nested as deeply as a server likes.
     */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(1 << 16)
                            .maxStringLength(ResponseBody.DOCUMENT)
                            .maxNameLength(ResponseBody.DOCUMENT)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private KubernetesJson() {}

    /** Where a list stands: {@code continue} is the token for the next page, absent on the last. */
    public record ListMeta(
            @Nullable String resourceVersion,
            @JsonProperty("continue") @Nullable String next) {}

    /** An answer that says what went wrong. */
    public record Status(
            int code, @Nullable String message, @Nullable Details details) {

        public record Details(@Nullable List<Cause> causes) {}

        public record Cause(@Nullable String reason) {}

        /** Whether one of the causes has that reason. */
        boolean hasCause(String reason) {
            return details != null
                    && details.causes != null
                    && details.causes.stream().anyMatch(cause -> reason.equals(cause.reason));
        }
    }

    private record EventType(@Nullable String type) {}

    private record Event<T>(@Nullable T object) {}

    /** Reads objects from a body, which stays the caller's. */
    static ObjectParser parser(ResponseBody body, ResourceQuery.Form form) throws IOException {
        JsonParser parser = MAPPER.createParser(body);
        parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
        return new ObjectParser(parser, form, body::count);
    }

    /** What stands where the parser is. */
    static <T> T next(JsonParser parser, Class<T> type) throws IOException {
        return MAPPER.readValue(parser, type);
    }

    /** Whether the document goes on behind the object that could not be read: its JSON is well-formed, but of other types. */
    static boolean isOnlyOfObject(Throwable failure) {
        for (Throwable why = failure; why != null; why = why.getCause()) {
            if (why instanceof StreamReadException || why instanceof StreamConstraintsException) {
                return false;
            }
        }
        return true;
    }

    /** Where in an object reading failed, by the names of our records' components: {@code /status/conditions/0}. */
    static String member(JsonProcessingException failure) {
        if (!(failure instanceof JsonMappingException mapping)) {
            return "";
        }
        return mapping.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
    }

    /** The {@code type} of a watch event. */
    public static String eventType(byte[] json) throws ApiException {
        EventType event = read(json, MAPPER.constructType(EventType.class));
        return event.type() == null ? "" : event.type();
    }

    /** The {@code object} of a watch event, read a second time because its type decides what it is. */
    public static <T> T eventObject(byte[] json, Class<T> type) throws ApiException {
        Event<T> event = read(json, MAPPER.getTypeFactory().constructParametricType(Event.class, type));
        if (event.object() == null) {
            throw unreadable();
        }
        return event.object();
    }

    public static <T> T document(byte[] json, Class<T> type) throws ApiException {
        return read(json, MAPPER.constructType(type));
    }

    /** A model, or anything else that Jackson writes, as the JSON of an object. */
    static ObjectNode tree(Object model) {
        return MAPPER.valueToTree(model);
    }

    static <T> T convert(JsonNode json, Class<T> type) throws ApiException {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw unreadable();
        }
    }

    /** The callers above make the type from the class that the result is. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T read(byte[] json, JavaType type) throws ApiException {
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

    static ApiException unreadable() {
        return new ApiException(ApiException.Kind.OTHER, "the answer is not the requested JSON");
    }
}
