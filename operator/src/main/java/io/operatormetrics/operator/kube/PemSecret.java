package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A Secret with a key pair. Of its data only these members are read, still base64; {@code toString} shows none of them. */
record PemSecret(ObjectMeta metadata, @Nullable Data data) implements KubeObject {

    record Data(
            @JsonProperty("tls.crt") @Nullable String tlsCertificate,
            @JsonProperty("tls.key") @Nullable String tlsKey,
            @JsonProperty("cert") @Nullable String cert,
            @JsonProperty("key") @Nullable String key) {

        @Override
        public String toString() {
            return "withheld";
        }
    }
}
