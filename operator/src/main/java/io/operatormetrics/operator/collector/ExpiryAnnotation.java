package io.operatormetrics.operator.collector;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time in annotation {@code certificates.operator.tigera.io/expiry}, in all the spellings that the Go operator reads: those of Go's
 * {@code time.Parse} for layout {@code 2006-01-02T15:04:05Z}. Source: Go standard library, package time, {@code Parse}.
 */
final class ExpiryAnnotation {

    /** Go takes one digit where the layout has an hour, and a fraction after any seconds, behind a point or a comma. */
    private static final Pattern FORM =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}T)([0-9]{1,2})(:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)?Z");

    private static final DateTimeFormatter EXPIRY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    private ExpiryAnnotation() {}

    /** In whole seconds, as the metric has it; empty for any other text and for a time that no calendar or clock has. */
    static Optional<Instant> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String hour = parts.group(2);
        String normal = parts.group(1) + (hour.length() == 1 ? "0" + hour : hour) + parts.group(3);
        try {
            return Optional.of(LocalDateTime.parse(normal, EXPIRY).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
