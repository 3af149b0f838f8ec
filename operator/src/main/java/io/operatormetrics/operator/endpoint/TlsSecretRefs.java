package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.client.NamespacedName;

/**
 * Where the endpoint's TLS material is in the cluster, and who puts it there; with the messages that report what is missing.
 *
 * @param server the Secret with the server pair
 * @param ca the Secret with the CA that client certificates must chain to
 */
public record TlsSecretRefs(NamespacedName server, NamespacedName ca, Maker maker) {

    /** Who makes the server pair, and the CA where nobody else does. */
    public enum Maker {
        /** This operator, whatever there is in the cluster. */
        US,
        /** This operator, once somebody creates the Monitor. */
        US_FOR_A_MONITOR,
        /** The Tigera operator, or a person. */
        OTHERS
    }

    String whenServerIsNotFound() {
        return switch (maker) {
            case US -> "not found; this operator makes it";
            case US_FOR_A_MONITOR -> "not found; this operator makes it once there is a Monitor";
            case OTHERS ->
                "not found; the Tigera operator creates it when its own METRICS_SCHEME is https,"
                        + " or create it as a Secret of type kubernetes.io/tls";
        };
    }

    String whenCaIsNotFound() {
        return switch (maker) {
            case US, US_FOR_A_MONITOR ->
                whenServerIsNotFound() + ", unless METRICS_CREATE_CA leaves that to the Tigera operator";
            case OTHERS -> "not found; the Tigera operator creates it";
        };
    }
}
