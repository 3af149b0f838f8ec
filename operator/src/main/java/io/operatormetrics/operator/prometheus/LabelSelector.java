package io.operatormetrics.operator.prometheus;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A label selector (meta/v1). All requirements must hold; one without any selects everything. What no selector at all means depends on the
 * field and is decided by its reader. Source: Kubernetes API reference, LabelSelector.
 */
public record LabelSelector(
        @Nullable Map<String, String> matchLabels, @Nullable List<Requirement> matchExpressions) {

    /**
     * One of {@code matchExpressions}.
     *
     * @param operator In, NotIn, Exists or DoesNotExist
     */
    public record Requirement(
            @Nullable String key,
            @Nullable String operator,
            @Nullable List<String> values) {

        /** An operator that does not exist holds for nothing: the Prometheus Operator refuses such a selector. */
        boolean holds(Map<String, String> labels) {
            String value = key == null ? null : labels.get(key);
            boolean listed = value != null && values != null && values.contains(value);
            return switch (String.valueOf(operator)) {
                case "In" -> listed;
                case "NotIn" -> !listed;
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                default -> false;
            };
        }

        private String text() {
            return values == null || values.isEmpty()
                    ? "%s %s".formatted(key, operator)
                    : "%s %s (%s)".formatted(key, operator, String.join(", ", values));
        }
    }

    /** Whether an object with these labels is selected. */
    boolean selects(Map<String, String> labels) {
        return labels().entrySet().stream().allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && expressions().allMatch(requirement -> requirement.holds(labels));
    }

    boolean isEmpty() {
        return labels().isEmpty() && expressions().findAny().isEmpty();
    }

    private Map<String, String> labels() {
        return matchLabels == null ? Map.of() : matchLabels;
    }

    private Stream<Requirement> expressions() {
        return matchExpressions == null ? Stream.of() : matchExpressions.stream();
    }

    /** For people: {@code release=kube-prometheus-stack, team In (a, b)}. */
    @Override
    public String toString() {
        return Stream.concat(
                        new TreeMap<>(labels())
                                .entrySet().stream().map(label -> label.getKey() + "=" + label.getValue()),
                        expressions().map(Requirement::text))
                .collect(Collectors.joining(", "));
    }
}
