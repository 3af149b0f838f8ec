package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * An object of the API server, or one that it should hold, with all its fields as JSON. What it holds can be a Secret:
 * {@code toString} shows its name only.
 */
public record Unstructured(ObjectNode json) implements KubernetesObject {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Unstructured {}

    /** Of a typed model. */
    public static Unstructured of(Object model) {
        return new Unstructured(KubernetesJson.tree(model));
    }

    @Override
    public ObjectMeta metadata() {
        return new ObjectMeta(
                json.at("/metadata/name").asText(), text("/metadata/namespace"), text("/metadata/resourceVersion"));
    }

    /** Which object of that name it is; empty for one that is still to be created. */
    public String uid() {
        return json.at("/metadata/uid").asText();
    }

    public String version() {
        return json.at("/metadata/resourceVersion").asText();
    }

    public Optional<String> annotation(String name) {
        return Optional.ofNullable(json.at("/metadata/annotations").get(name)).map(JsonNode::asText);
    }

    public Optional<String> label(String name) {
        return Optional.ofNullable(json.at("/metadata/labels").get(name)).map(JsonNode::asText);
    }

    /** Which object controls it, for instance {@code Deployment web}; of the references at most one says so. */
    public Optional<String> controller() {
        for (JsonNode owner : json.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Optional.of(
                        owner.path("kind").asText() + " " + owner.path("name").asText());
            }
        }
        return Optional.empty();
    }

    public boolean isBeingDeleted() {
        return json.at("/metadata").hasNonNull("deletionTimestamp");
    }

    /** The same, and no other object of its name. */
    public Unstructured withUid(String uid) {
        ObjectNode copy = json.deepCopy();
        copy.withObject("/metadata").put("uid", uid);
        return new Unstructured(copy);
    }

    /** The same as a change of that version and of no other. */
    public Unstructured withVersion(String version) {
        ObjectNode copy = json.deepCopy();
        copy.withObject("/metadata").put("resourceVersion", version);
        return new Unstructured(copy);
    }

    /** The same with that annotation. */
    public Unstructured withAnnotation(String name, String value) {
        ObjectNode copy = json.deepCopy();
        copy.withObject("/metadata").withObject("/annotations").put(name, value);
        return new Unstructured(copy);
    }

    /** What it says, without its type, which the items of a list do not repeat. */
    public ObjectNode content() {
        return json.deepCopy().without(List.of("apiVersion", "kind"));
    }

    /**
     * The same object, cut down to the fields of a record.
     *
     * @throws ApiException when they are not of the types that the record has
     */
    public <T> T as(Class<T> type) throws ApiException {
        return KubernetesJson.convert(json, type);
    }

    private @Nullable String text(String pointer) {
        return json.at(pointer).textValue();
    }

    @Override
    public String toString() {
        return key().toString();
    }
}
