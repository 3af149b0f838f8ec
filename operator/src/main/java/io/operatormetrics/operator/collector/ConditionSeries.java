package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.state.StatusCondition;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** The three series that every list of conditions becomes. */
final class ConditionSeries {
    private static final List<String> TYPES = List.of("Available", "Progressing", "Degraded");

    private ConditionSeries() {}

    /**
     * Always one series per type: 1 when a condition of that type is True, else 0, be it False, Unknown or absent.
     *
     * @param family one with labels for the object and the condition
     */
    static List<Series> of(MetricFamily family, String object, @Nullable List<StatusCondition> conditions) {
        List<StatusCondition> given = conditions == null ? List.of() : conditions;
        return TYPES.stream()
                .map(type -> Series.of(
                        family,
                        given.contains(new StatusCondition(type, "True")) ? 1 : 0,
                        object,
                        type.toLowerCase(Locale.ROOT)))
                .toList();
    }
}
