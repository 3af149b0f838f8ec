package io.operatormetrics.server.exposition;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which families a scrape asks for: {@code ?name[]=…}, as in client_java and in Prometheus's own federation of names. A name may be a
 * family's, or that of one of its samples ({@code …_total}, {@code …_bucket}, {@code …_count}, {@code …_sum}).
 */
public final class NameFilter implements Predicate<String> {

    /** Lets every family through. */
    public static final NameFilter ALL = new NameFilter(Set.of());

    private static final List<String> SUFFIXES = List.of("_total", "_created", "_bucket", "_count", "_sum", "_info");

    private final Set<String> names;

    private NameFilter(Set<String> names) {
        this.names = names;
    }

    /** No names ask for everything. */
    public static NameFilter of(Collection<String> names) {
        return names.isEmpty() ? ALL : new NameFilter(Set.copyOf(names));
    }

    @Override
    public boolean test(String family) {
        if (names.isEmpty() || names.contains(family)) {
            return true;
        }
        // OpenMetrics calls the family of foo_total just foo.
        if (family.endsWith("_total") && names.contains(family.substring(0, family.length() - "_total".length()))) {
            return true;
        }
        return SUFFIXES.stream().anyMatch(suffix -> names.contains(family + suffix));
    }
}
