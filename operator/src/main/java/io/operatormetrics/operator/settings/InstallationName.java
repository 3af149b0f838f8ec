package io.operatormetrics.operator.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of several installations of ours is meant, as annotation {@code operator-metrics/instance} has it.
 *
 * @param namespace its OPERATOR_NAMESPACE
 * @param name its OPERATOR_NAME
 */
public record InstallationName(String namespace, String name) {

    /** So that the names of Secrets can be made from it. */
    private static final int LONGEST_DERIVED = 52;

    /** Empty where the text is not {@code namespace/name}, or one of them is not a value of its setting. */
    public static Optional<InstallationName> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : KubernetesSyntax.NAMESPACE
                        .parse(text.substring(0, slash))
                        .flatMap(namespace -> KubernetesSyntax.LABEL_VALUE
                                .parse(text.substring(slash + 1))
                                .map(name -> new InstallationName(namespace, name)));
    }

    /** An environment with the settings of this installation, as far as they follow from its name, and with those of this process's log. */
    public Map<String, String> environment(Map<String, String> ofThisProcess) {
        Map<String, String> environment = new HashMap<>(ofThisProcess);
        environment.keySet().retainAll(Set.of(LogSettings.LOG_LEVEL.name(), LogSettings.LOG_FORMAT.name()));
        environment.put(Identity.OPERATOR_NAMESPACE.name(), namespace);
        environment.put(Identity.OPERATOR_NAME.name(), name);
        String derived = name + "-metrics";
        if (derived.length() > LONGEST_DERIVED
                || KubernetesSyntax.SERVICE_NAME.parse(derived).isEmpty()) {
            // Then it was given another, which is in its inventory.
            environment.put(Identity.METRICS_SERVICE_NAME.name(), "unknown");
        }
        return environment;
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
