package io.operatormetrics.operator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** The Secret of a CA, without the CA's key: that is skipped when the Secret is read. */
public record CaSecret(Metadata metadata, @Nullable Data data) implements KubernetesObject {

    /** What the Tigera operator calls it, in its own namespace. */
    public static final String NAME = "tigera-ca-private";

    /**
     * Of the metadata also who wrote it.
     *
     * @param annotations of them one alone: others can hold a copy of the key
     * @param managedFields as the API server keeps them
     */
    public record Metadata(
            String name,
            @Nullable String namespace,
            @Nullable String resourceVersion,
            @Nullable Annotations annotations,
            @Nullable List<Manager> managedFields)
            implements KubernetesObject.Metadata {}

    /**
     * Of the annotations only that.
     *
     * @param revocation as {@link CaRevocation} reads it
     */
    public record Annotations(
            @JsonProperty(CaRevocation.ANNOTATION) @Nullable String revocation) {}

    /**
     * One who wrote it.
     *
     * @param manager its name for itself; null where it gave none
     */
    public record Manager(@Nullable String manager) {}

    public record Data(@JsonProperty("tls.crt") @Nullable String certificate) {}

    /** Who wrote it, for people. */
    public String writers() {
        List<Manager> entries = metadata.managedFields() == null ? List.of() : metadata.managedFields();
        String names = entries.stream()
                .map(entry -> String.valueOf(entry.manager()))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "unknown" : names;
    }
}
