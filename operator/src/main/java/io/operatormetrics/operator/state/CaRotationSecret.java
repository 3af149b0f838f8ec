package io.operatormetrics.operator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Secret that says how far a change of CA has come, so that a restart keeps the overlap and every replica follows the leader. Certificates
 * only, no key. A Secret, since a previous CA that is named here is trusted: who may write Secrets beside the CA may replace the CA itself.
 */
public record CaRotationSecret(
        ObjectMeta metadata, @Nullable Data data) implements KubernetesObject {

    public static final String CURRENT = "current-ca.crt";
    public static final String PREVIOUS = "previous-cas.crt";
    public static final String PHASE = "phase";
    public static final String DEADLINE = "deadline";

    /** More changes than these in the midst of one another, and the oldest CA is dropped. */
    public static final int MOST_PREVIOUS = 4;

    /**
     * As its members are called; each base64.
     *
     * @param current PEM of the CA whose certificates are to be used
     * @param previous PEM of those that are trusted until the change is over; empty when no change is under way
     * @param phase how far the change has come: {@link Phase#text()}
     * @param deadline when that phase ends (RFC 3339); empty when no change is under way
     */
    public record Data(
            @JsonProperty(CURRENT) @Nullable String current,
            @JsonProperty(PREVIOUS) @Nullable String previous,
            @JsonProperty(PHASE) @Nullable String phase,
            @JsonProperty(DEADLINE) @Nullable String deadline) {

        @Override
        public String toString() {
            return "withheld";
        }
    }

    /** The steps of a change. */
    public enum Phase {
        /** None is under way. */
        SETTLED("Settled"),
        /** Both are trusted; pairs of the previous CA are still used. */
        ANNOUNCED("Announced"),
        /** Both are trusted; pairs of the current CA are in place. */
        REISSUED("Reissued");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        static Optional<Phase> of(@Nullable String text) {
            return Stream.of(values()).filter(phase -> phase.text.equals(text)).findFirst();
        }
    }

    /**
     * What it says.
     *
     * @param previous empty when no change is under way
     * @param deadline null when no change is under way
     */
    public record Content(
            Phase phase,
            List<X509Certificate> current,
            List<X509Certificate> previous,
            @Nullable Instant deadline) {
        public Content {
            current = List.copyOf(current);
            previous = List.copyOf(previous);
        }
    }

    /** The name of the Secret, in the namespace of the operator. */
    public static String name(String serviceName) {
        return serviceName + "-ca";
    }

    /** Empty when it is damaged. */
    public Optional<Content> content() {
        try {
            return data == null ? Optional.empty() : content(data);
        } catch (X509Exception | DateTimeException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<Content> content(Data data) throws X509Exception {
        Phase phase = Phase.of(plain(data.phase)).orElse(null);
        if (phase == null || data.current == null) {
            return Optional.empty();
        }
        List<X509Certificate> current = parsed(plain(data.current));
        if (phase == Phase.SETTLED) {
            return Optional.of(new Content(phase, current, List.of(), null));
        }
        if (data.previous == null || data.deadline == null) {
            return Optional.empty();
        }
        List<X509Certificate> previous = parsed(plain(data.previous));
        return Optional.of(new Content(
                phase,
                current,
                previous.stream().distinct().limit(MOST_PREVIOUS).toList(),
                Instant.parse(plain(data.deadline))));
    }

    private static List<X509Certificate> parsed(String pem) throws X509Exception {
        return Certificates.parse("Secret with the record of the CA", pem);
    }

    private static String plain(@Nullable String base64) {
        return base64 == null ? "" : new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    }
}
