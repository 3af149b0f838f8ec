package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The annotation that says what was meant when an object was written last. With it a process that has just started knows, without
 * asking, whether the object holds anything that is wanted no more: what is there but not wanted cannot be seen, since others add to
 * objects too.
 */
final class LastAppliedAnnotation {

    static final String ANNOTATION = "operator-metrics/written-sha256";

    private LastAppliedAnnotation() {}

    /** The object with the mark of what it says. */
    static Unstructured on(Unstructured wanted) {
        return wanted.withAnnotation(ANNOTATION, of(wanted));
    }

    /** Without the values of its data, which can be a Secret's and are compared themselves. */
    static String of(Unstructured object) {
        ObjectNode json = object.json().deepCopy();
        if (json.get("data") instanceof ObjectNode data) {
            data.fieldNames().forEachRemaining(name -> data.put(name, ""));
        }
        return digest(json);
    }

    /** SHA-256, in hexadecimal. */
    static String digest(JsonNode json) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(json.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
