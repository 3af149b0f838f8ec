package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ConfigMap that tells how far a change of CA has come, so that a restart forgets nothing and every replica trusts whom it should.
 * Certificates only, no key.
 */
public record CaRecord(ObjectMeta metadata, @Nullable Data data) implements KubeObject {

    public static final String PRESENT = "present-ca.crt";
    public static final String FORMER = "former-ca.crt";
    public static final String PHASE = "phase";
    public static final String DEADLINE = "deadline";

    /**
     * As its members are called.
     *
     * @param present PEM of the CA whose certificates are to be used
     * @param former PEM of those that are trusted until the change is over; absent when no change is under way
     * @param phase how far the change has come: {@link Phase#text()}
     * @param deadline when that phase ends (RFC 3339); absent when no change is under way
     */
    public record Data(
            @JsonProperty(PRESENT) @Nullable String present,
            @JsonProperty(FORMER) @Nullable String former,
            @JsonProperty(PHASE) @Nullable String phase,
            @JsonProperty(DEADLINE) @Nullable String deadline) {}

    /** The steps of a change. */
    public enum Phase {
        /** None is under way. */
        SETTLED("Settled"),
        /** Both are trusted; pairs of the former CA are still used. */
        ANNOUNCED("Announced"),
        /** Both are trusted; pairs of the present CA are in place. */
        REISSUED("Reissued");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public static Optional<Phase> of(@Nullable String text) {
            return Stream.of(values()).filter(phase -> phase.text.equals(text)).findFirst();
        }
    }

    /** The name of the ConfigMap, in the namespace of the operator. */
    public static String name(String serviceName) {
        return serviceName + "-ca";
    }
}
