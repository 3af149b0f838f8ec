package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The Secret of a CA, without the CA's key: that is skipped when the Secret is read. */
public record CaSecret(ObjectMeta metadata, @Nullable Data data) implements KubeObject {

    /** What the Tigera operator calls it, in its own namespace. */
    public static final String NAME = "tigera-ca-private";

    public record Data(@JsonProperty("tls.crt") @Nullable String certificate) {}
}
