package io.operatormetrics.operator.license;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ValueRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A LicenseKey (projectcalico.org/v3), as far as its end goes. */
public record LicenseKey(ObjectMeta metadata, @Nullable Status status) implements KubernetesObject {

    /**
     * What Calico makes of the licence.
     *
     * @param expiry RFC 3339; absent for a licence that does not expire
     * @param gracePeriod {@code 90d} in form; anything else is none
     * @param product empty or absent for Enterprise
     * @param conditions of which {@code Valid} is the one that counts
     */
    public record Status(
            @Nullable String expiry,
            @Nullable String gracePeriod,
            @JsonProperty("package") @Nullable String product,
            @Nullable List<Condition> conditions) {}

    /** One of {@code status.conditions}. */
    public record Condition(
            @Nullable String type,
            @Nullable String status,
            @Nullable String reason) {}

    /** The one licence that counts. */
    public static final NamespacedName DEFAULT = new NamespacedName("", "default");

    private static final Logger log = LoggerFactory.getLogger(LicenseKey.class);

    /** How Go writes a time that is not set, where it writes one. */
    private static final Instant GO_ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    /** RFC 3339 and Go know no other years; with those of Java an expiry and its grace period may be out of range. */
    private static final ValueRange FOUR_DIGITS = ValueRange.of(0, 9999);

    /** When it ends, but for its grace period. Empty for a licence that does not expire. */
    public Optional<Instant> expiry() {
        String text = status == null ? null : status.expiry();
        if (text == null) {
            return Optional.empty();
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (FOUR_DIGITS.isValidIntValue(time.getYear())) {
                return Optional.of(time.toInstant()).filter(expiry -> !expiry.equals(GO_ZERO_TIME));
            }
            log.debug("{}: expiry in a year that no licence has", key());
            return Optional.empty();
        } catch (DateTimeParseException e) {
            log.debug("{}: unparseable expiry", key());
            return Optional.empty();
        }
    }

    /** Expiry plus grace period: valid then, no longer valid after. Empty for a licence that does not expire. */
    public Optional<Instant> lastValidMoment() {
        return expiry().map(expiry -> expiry.plus(GracePeriod.parse(status == null ? null : status.gracePeriod())));
    }

    /**
     * Whether it is valid at that moment. In its grace period it is, though Calico's own condition says then that it is not.
     */
    public boolean isValid(Instant now) {
        boolean ended = expiry().filter(now::isAfter).isPresent();
        return ended
                ? lastValidMoment().filter(now::isAfter).isEmpty()
                : invalidity().isEmpty();
    }

    /** Calico's condition that says that it is not valid: for another cluster, for instance, or not readable. */
    public Optional<Condition> invalidity() {
        List<Condition> conditions = status == null || status.conditions() == null ? List.of() : status.conditions();
        return conditions.stream()
                .filter(condition -> "Valid".equals(condition.type()) && "False".equals(condition.status()))
                .findFirst();
    }

    /** When validity can change by time alone: after each of these moments. */
    public Stream<Instant> lastMoments() {
        return Stream.of(expiry(), lastValidMoment()).flatMap(Optional::stream);
    }
}
