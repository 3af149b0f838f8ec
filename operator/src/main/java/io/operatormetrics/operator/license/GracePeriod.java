package io.operatormetrics.operator.license;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a licence stays valid after its expiry, as {@code status.gracePeriod} says it. */
final class GracePeriod {
    private static final Pattern DAYS = Pattern.compile("\\+?([0-9]+)d");

    /** Two million years: more than any licence needs, and still an instant when added to one. */
    private static final long LONGEST = 999_999_999;

    private GracePeriod() {}

    /** That many days for {@code <N>d}, with or without a plus sign, else none. A number too large for a duration is a very long one. */
    static Duration parse(@Nullable String text) {
        Matcher days = DAYS.matcher(text == null ? "" : text);
        if (!days.matches()) {
            return Duration.ZERO;
        }
        String number = days.group(1).replaceFirst("^0+(?=[0-9])", "");
        return Duration.ofDays(number.length() > 9 ? LONGEST : Long.parseLong(number));
    }
}
