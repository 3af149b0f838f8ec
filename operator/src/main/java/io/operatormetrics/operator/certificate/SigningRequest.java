package io.operatormetrics.operator.certificate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.apply.InstanceMetadata;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A CertificateSigningRequest (certificates.k8s.io/v1), as far as its answer goes. */
public record SigningRequest(Metadata metadata, @Nullable Status status) implements KubernetesObject {

    public record Metadata(
            String name,
            @Nullable String resourceVersion,
            @Nullable Annotations annotations) implements KubernetesObject.Metadata {

        /** It belongs to the cluster. */
        @Override
        public @Nullable String namespace() {
            return null;
        }
    }

    /**
     * Of the annotations our own mark alone.
     *
     * @param instance which installation asked, as {@link InstanceMetadata} has it
     */
    public record Annotations(
            @JsonProperty(InstanceMetadata.ANNOTATION) @Nullable String instance) {}

    /**
     * What became of it.
     *
     * @param certificate PEM, leaf first, base64; absent until the signer has signed
     */
    public record Status(
            @Nullable List<Condition> conditions, @Nullable String certificate) {}

    /** Whether that installation asked. */
    public boolean isOf(String instance) {
        Annotations annotations = metadata.annotations();
        return annotations != null && instance.equals(annotations.instance());
    }

    /**
     * One verdict.
     *
     * @param type Approved, Denied or Failed
     */
    public record Condition(
            String type, @Nullable String reason, @Nullable String message) {}
}
