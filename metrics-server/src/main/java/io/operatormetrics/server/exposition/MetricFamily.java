package io.operatormetrics.server.exposition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A metric's name and what is said about it once, however many series it has.
 *
 * @param name as Prometheus stores it; a counter's ends in {@code _total}, a gauge's does not
 * @param help any Unicode text, on one or more lines
 * @param unit what OpenMetrics calls the unit, {@code seconds} for instance: then the name ends in it, before a counter's {@code _total}; empty for
 *     none
 * @param labelNames in the order in which {@link Series} give their values; empty for a family of one series
 */
public record MetricFamily(String name, String help, Type type, String unit, List<String> labelNames) {

    public enum Type {
        GAUGE,
        COUNTER
    }

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL_NAME = Pattern.compile("(?!__)[a-zA-Z_][a-zA-Z0-9_]*");
    private static final String COUNTER_SUFFIX = "_total";

    /** Throws IllegalArgumentException when no valid exposition could hold such a family. */
    public MetricFamily {
        labelNames = List.copyOf(labelNames);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("metric name \"" + name + "\" (expected: " + NAME + ")");
        }
        UnicodeText.require(help, "HELP of " + name);
        if (type == Type.COUNTER && (!name.endsWith(COUNTER_SUFFIX) || name.length() == COUNTER_SUFFIX.length())) {
            throw new IllegalArgumentException("counter \"" + name + "\" (expected: a name that ends in _total)");
        }
        if (type == Type.GAUGE && name.endsWith(COUNTER_SUFFIX)) {
            throw new IllegalArgumentException("gauge \"" + name + "\" (expected: a name that does not end in _total)");
        }
        if (!unit.isEmpty() && !openMetricsName(name, type).endsWith("_" + unit)) {
            throw new IllegalArgumentException(
                    "unit \"" + unit + "\" of " + name + " (expected: the unit that the name ends in)");
        }
        Set<String> seen = new HashSet<>();
        for (String labelName : labelNames) {
            if (!LABEL_NAME.matcher(labelName).matches()) {
                throw new IllegalArgumentException(
                        "label name \"" + labelName + "\" of " + name + " (expected: " + LABEL_NAME + ")");
            }
            if (!seen.add(labelName)) {
                throw new IllegalArgumentException("label name \"" + labelName + "\" of " + name + " is there twice");
            }
        }
    }

    public static MetricFamily gauge(String name, String help, String... labelNames) {
        return new MetricFamily(name, help, Type.GAUGE, "", List.of(labelNames));
    }

    public static MetricFamily counter(String name, String help, String... labelNames) {
        return new MetricFamily(name, help, Type.COUNTER, "", List.of(labelNames));
    }

    /** The same family with a unit. */
    public MetricFamily withUnit(String named) {
        return new MetricFamily(name, help, type, named, labelNames);
    }

    /** The family's name in OpenMetrics, where a counter's {@code _total} belongs to the sample only. */
    String openMetricsName() {
        return openMetricsName(name, type);
    }

    /** Of a family of unknown type: nothing but a counter has a name in {@code _total}. */
    static String openMetricsName(String name) {
        return name.endsWith(COUNTER_SUFFIX) ? openMetricsName(name, Type.COUNTER) : name;
    }

    private static String openMetricsName(String name, Type type) {
        return type == Type.COUNTER ? name.substring(0, name.length() - COUNTER_SUFFIX.length()) : name;
    }
}
