package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.ValueSyntax;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Labels that users add to our objects, so that their Prometheus selects them: {@code k=v,…}. */
final class MonitoringLabels {

    /** Those that we set ourselves, and that a user's must not replace. */
    private static final Set<String> OURS = Set.of("k8s-app", "app.kubernetes.io/managed-by", "prometheus", "role");

    static final ValueSyntax<Map<String, String>> SYNTAX = new ValueSyntax<>(
            "comma-separated labels k=v, each key once, and none of "
                    + OURS.stream().sorted().collect(Collectors.joining(", ")),
            MonitoringLabels::parse);

    private static final Pattern COMMA = Pattern.compile(",");

    private MonitoringLabels() {}

    private static Optional<Map<String, String>> parse(String text) {
        List<String[]> pairs = Arrays.stream(COMMA.split(text, -1))
                .map(pair -> pair.strip().split("=", 2))
                .toList();
        boolean right = pairs.stream()
                .allMatch(pair -> pair.length == 2
                        && KubernetesSyntax.isLabelKey(pair[0])
                        && KubernetesSyntax.isLabelValue(pair[1])
                        && !OURS.contains(pair[0]));
        boolean once = pairs.stream().map(pair -> pair[0]).distinct().count() == pairs.size();
        return right && once
                ? Optional.of(pairs.stream().collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1])))
                : Optional.empty();
    }
}
