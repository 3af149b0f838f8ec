package io.operatormetrics.operator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A Secret with a key pair. Of its data only these members are read, still base64; {@code toString} shows none of them. */
public record TlsSecret(Metadata metadata, @Nullable Data data) implements KubernetesObject {

    public record Metadata(
            String name,
            @Nullable String namespace,
            @Nullable String resourceVersion,
            @Nullable Annotations annotations,
            @Nullable List<Owner> ownerReferences)
            implements KubernetesObject.Metadata {}

    /**
     * Another object that this one goes with.
     *
     * @param controller whether that object controls this one; null is no
     */
    public record Owner(@Nullable Boolean controller) {}

    /**
     * Of the annotations only our own marks: others can hold a copy of the data.
     *
     * @param issuedKey which public key we issued into this Secret
     * @param copiedKey which public key we copied into this Secret
     */
    public record Annotations(
            @JsonProperty(ISSUED_KEY) @Nullable String issuedKey,
            @JsonProperty(COPIED_KEY) @Nullable String copiedKey) {}

    public record Data(
            @JsonProperty("tls.crt") @Nullable String tlsCertificate,
            @JsonProperty("tls.key") @Nullable String tlsKey,
            @JsonProperty("cert") @Nullable String cert,
            @JsonProperty("key") @Nullable String key) {

        @Override
        public String toString() {
            return "withheld";
        }
    }

    /** Whether another object controls it: then it is not ours, whatever else it carries. */
    public boolean isControlled() {
        List<Owner> owners = metadata.ownerReferences();
        return owners != null && owners.stream().anyMatch(owner -> Boolean.TRUE.equals(owner.controller()));
    }

    /** SHA-256 of the public key (SubjectPublicKeyInfo) that we issued, in hexadecimal. */
    public static final String ISSUED_KEY = "operator-metrics/issued-key-sha256";

    /** The same of a pair that somebody else issued and that we copied. */
    public static final String COPIED_KEY = "operator-metrics/copied-key-sha256";
}
