package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.ValueSyntax;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them, which Go reads too up to hours: {@code 5s}, {@code 1m30s}, {@code 500ms}, {@code 0}. Each unit at
 * most once, the bigger first. https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
public final class PrometheusDuration {

    /** Nothing, or more. */
    static final ValueSyntax<Duration> ANY =
            new ValueSyntax<>("a duration such as 500ms, 5s, 1m30s, or 0", PrometheusDuration::parse);

    /** More than nothing. */
    static final ValueSyntax<Duration> POSITIVE = new ValueSyntax<>(
            "a duration such as 500ms, 5s or 1m30s", text -> parse(text).filter(Duration::isPositive));

    private static final Pattern UNITS =
            Pattern.compile("(?:(?<d>[0-9]{1,5})d)?(?:(?<h>[0-9]{1,7})h)?(?:(?<m>[0-9]{1,9})m)?"
                    + "(?:(?<s>[0-9]{1,9})s)?(?:(?<ms>[0-9]{1,9})ms)?");

    private PrometheusDuration() {}

    /** The shortest way to write a duration, of whole milliseconds: {@code 1m30s} for 90 seconds. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        return unit(duration.toDaysPart(), "d")
                + unit(duration.toHoursPart(), "h")
                + unit(duration.toMinutesPart(), "m")
                + unit(duration.toSecondsPart(), "s")
                + unit(duration.toMillisPart(), "ms");
    }

    private static String unit(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }

    private static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher units = UNITS.matcher(text);
        if (text.isEmpty() || !units.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(units, "d"))
                .plusHours(number(units, "h"))
                .plusMinutes(number(units, "m"))
                .plusSeconds(number(units, "s"))
                .plusMillis(number(units, "ms")));
    }

    private static long number(Matcher units, String unit) {
        String digits = units.group(unit);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
