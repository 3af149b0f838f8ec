package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The Secret of a CA, without the CA's key: that is skipped when the Secret is read. */
public record CaSecret(ObjectMeta metadata, @Nullable Data data) implements KubeObject {

    public record Data(@JsonProperty("tls.crt") @Nullable String certificate) {}
}
