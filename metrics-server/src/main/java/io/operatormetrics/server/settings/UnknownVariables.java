package io.operatormetrics.server.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds variables that look like settings and are none, since a misspelled name must not go unnoticed. */
final class UnknownVariables {

    private final Set<String> prefixes;
    private final Set<String> known;

    /** @param prefixes of variables that are meant to be settings */
    UnknownVariables(Set<String> prefixes, Set<String> known) {
        this.prefixes = prefixes;
        this.known = known;
    }

    /** One line that names them all, each with the setting it resembles most; empty when there are none. */
    Optional<String> warning(Map<String, String> variables) {
        Predicate<String> madeByKubernetes = serviceLinks(variables.keySet());
        String unknown = variables.keySet().stream()
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .filter(name -> !known.contains(name))
                .filter(madeByKubernetes.negate())
                .sorted()
                .map(name -> name
                        + nearest(name)
                                .map(other -> " (did you mean " + other + "?)")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        return unknown.isEmpty() ? Optional.empty() : Optional.of("not a setting, and without effect: " + unknown);
    }

    private Optional<String> nearest(String name) {
        return known.stream()
                .filter(other -> prefixes.stream().anyMatch(other::startsWith))
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /**
     * Kubernetes tells each container of the Services around it: one called {@code other} becomes
     * OTHER_SERVICE_HOST, OTHER_PORT and more, which nobody misspelled.
     */
    private static Predicate<String> serviceLinks(Collection<String> names) {
        List<String> services = names.stream()
                .filter(name -> name.endsWith("_SERVICE_HOST"))
                .map(name -> name.substring(0, name.length() - "_SERVICE_HOST".length()))
                .toList();
        return name -> services.stream()
                .flatMap(service -> Stream.of(service + "_SERVICE_", service + "_PORT"))
                .anyMatch(name::startsWith);
    }

    /** Levenshtein's: how many characters to insert, drop or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
