package io.operatormetrics.operator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;

/** The ConfigMap with the CAs that Prometheus trusts. */
public record CaBundle(ObjectMeta metadata, @Nullable Data data) implements KubernetesObject {

    /** The key of the certificates, upstream's. */
    public static final String KEY = "tigera-ca-bundle.crt";

    /**
     * Of the data only that.
     *
     * @param certificates PEM
     */
    public record Data(@JsonProperty(KEY) @Nullable String certificates) {}
}
