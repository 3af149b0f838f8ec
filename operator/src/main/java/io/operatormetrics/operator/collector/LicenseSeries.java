package io.operatormetrics.operator.collector;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectMeta;
import io.operatormetrics.server.MetricFamily;
import io.operatormetrics.server.Series;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a LicenseKey becomes series: when it expires, and whether it is valid at a given moment. */
final class LicenseSeries {
    static final MetricFamily LICENSE_EXPIRY = MetricFamily.gauge(
            "tigera_operator_license_expiry_timestamp_seconds", "Unix timestamp of Tigera license expiry.", "package");
    static final MetricFamily LICENSE_VALID = MetricFamily.gauge(
            "tigera_operator_license_valid",
            "Whether the Tigera license is valid (including grace period). 1 = valid, 0 = invalid.",
            "package");

    private static final Logger log = LoggerFactory.getLogger(LicenseSeries.class);

    /** How Go writes a time that is not set, where it writes one. */
    private static final Instant GO_ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    /** RFC 3339 and Go know no other years; with those of Java an expiry and its grace period may be out of range. */
    private static final ValueRange FOUR_DIGITS = ValueRange.of(0, 9999);

    private LicenseSeries() {}

    record LicenseKey(ObjectMeta metadata, @Nullable Status status) implements KubeObject {

        record Status(
                @Nullable String expiry,
                @Nullable String gracePeriod,
                @JsonProperty("package") @Nullable String product) {}
    }

    static List<Series> of(LicenseKey license, Instant now) {
        String product = license.status() == null ? null : license.status().product();
        String label = product == null || product.isEmpty() ? "Enterprise" : product;
        List<Series> series = new ArrayList<>();
        expiry(license)
                .ifPresent(expiry -> series.add(Series.of(LICENSE_EXPIRY, (double) expiry.getEpochSecond(), label)));
        boolean over = lastValidMoment(license).map(now::isAfter).orElse(false);
        series.add(Series.of(LICENSE_VALID, over ? 0 : 1, label));
        return series;
    }

    /** Expiry plus grace period: valid then, no longer valid after. Empty for a licence that does not expire. */
    static Optional<Instant> lastValidMoment(LicenseKey license) {
        return expiry(license)
                .map(expiry -> expiry.plus(GracePeriod.parse(
                        license.status() == null ? null : license.status().gracePeriod())));
    }

    private static Optional<Instant> expiry(LicenseKey license) {
        String text = license.status() == null ? null : license.status().expiry();
        if (text == null) {
            return Optional.empty();
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (FOUR_DIGITS.isValidIntValue(time.getYear())) {
                return Optional.of(time.toInstant()).filter(expiry -> !expiry.equals(GO_ZERO_TIME));
            }
            log.debug("{}: expiry in a year that no licence has", license.key());
            return Optional.empty();
        } catch (DateTimeParseException e) {
            log.debug("{}: unparseable expiry", license.key());
            return Optional.empty();
        }
    }
}
