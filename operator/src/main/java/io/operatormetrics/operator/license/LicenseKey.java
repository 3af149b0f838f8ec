package io.operatormetrics.operator.license;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectMeta;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ValueRange;
import java.util.Optional;

/** A LicenseKey (projectcalico.org/v3), as far as its end goes. */
public record LicenseKey(ObjectMeta metadata, @Nullable Status status) implements KubeObject {

    /**
     * What Calico makes of the licence.
     *
     * @param expiry RFC 3339; absent for a licence that does not expire
     * @param gracePeriod {@code 90d} in form; anything else is none
     * @param product empty or absent for Enterprise
     */
    public record Status(
            @Nullable String expiry,
            @Nullable String gracePeriod,
            @JsonProperty("package") @Nullable String product) {}

    /** The one licence that counts. */
    public static final ObjectKey DEFAULT = new ObjectKey("", "default");

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
}
