package io.operatormetrics.server.exposition;

import java.util.List;

/**
 * One value under one set of labels.
 *
 * @param labelValues any Unicode text: {@link ExpositionStore#put} refuses unpaired surrogates; in the order of the family's label names
 */
public record Series(MetricFamily family, List<String> labelValues, double value) {

    /** Throws IllegalArgumentException when the values do not fit the family. */
    public Series {
        labelValues = List.copyOf(labelValues);
        if (labelValues.size() != family.labelNames().size()) {
            throw new IllegalArgumentException(family.name() + " has labels " + family.labelNames() + " but "
                    + labelValues.size() + " values came for them: " + labelValues);
        }
        if (family.type() == MetricFamily.Type.COUNTER && !(value >= 0)) {
            throw new IllegalArgumentException("counter " + family.name() + " is " + value + " (expected: 0 or more)");
        }
    }

    public static Series of(MetricFamily family, double value, String... labelValues) {
        return new Series(family, List.of(labelValues), value);
    }

    /** For messages: {@code name{label="value"}}. */
    String identity() {
        StringBuilder text = new StringBuilder(family.name()).append('{');
        for (int i = 0; i < labelValues.size(); i++) {
            text.append(i == 0 ? "" : ",").append(family.labelNames().get(i));
            text.append("=\"").append(labelValues.get(i)).append('"');
        }
        return text.append('}').toString();
    }
}
