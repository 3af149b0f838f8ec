package io.operatormetrics.operator.kube;

import org.jspecify.annotations.Nullable;

/**
 * The ConfigMap that tells how far a change of CA has come, so that a restart forgets nothing and every replica trusts whom it should.
 * Certificates only, no key.
 */
public record CaRecord(ObjectMeta metadata, @Nullable Data data) implements KubeObject {

    /**
     * As its members are called.
     *
     * @param present PEM of the CA whose certificates are to be used
     * @param former PEM of those that are trusted until the change is over; absent when no change is under way
     * @param phase how far the change has come
     * @param deadline when that phase ends (RFC 3339); absent when no change is under way
     */
    public record Data(
            @Nullable String present,
            @Nullable String former,
            @Nullable String phase,
            @Nullable String deadline) {}

    /** The name of the ConfigMap, in the namespace of the operator. */
    public static String name(String serviceName) {
        return serviceName + "-ca";
    }
}
