package io.operatormetrics.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A field that is not as it is wanted. What somebody added is none, in lists too, but for selectors.
 *
 * @param path names of fields, from the top down to the first list
 * @param isOther whether there is something else in its place; else it is missing
 */
record Difference(List<String> path, boolean isOther) {

    Difference {
        path = List.copyOf(path);
    }

    /** All that there are, in the order of what is wanted. */
    static List<Difference> between(JsonNode live, JsonNode wanted) {
        return find(live, wanted, List.of()).toList();
    }

    private static Stream<Difference> find(JsonNode live, JsonNode wanted, List<String> path) {
        if (Containment.holds(live, wanted)) {
            return Stream.of();
        }
        if (wanted.isObject() && live.isObject()) {
            return wanted.properties().stream().flatMap(field -> {
                JsonNode held = live.path(field.getKey());
                List<String> inner = below(path, field.getKey());
                return Containment.isNarrowed(field.getKey(), held, field.getValue())
                        ? Stream.of(new Difference(inner, true))
                        : find(held, field.getValue(), inner);
            });
        }
        if (wanted.isArray() && live.isArray()) {
            return items(live, wanted).map(inner -> new Difference(path, inner.isOther()));
        }
        return Stream.of(new Difference(path, !live.isMissingNode()));
    }

    /** Where nothing was added to a list or removed from it, items of the same place are compared. */
    private static Stream<Difference> items(JsonNode live, JsonNode wanted) {
        List<Difference> differences = new ArrayList<>();
        for (int index = 0; index < wanted.size(); index++) {
            JsonNode item = wanted.get(index);
            if (!isHeldByAny(live, item)) {
                if (live.size() == wanted.size()) {
                    find(live.get(index), item, List.of()).forEach(differences::add);
                } else {
                    differences.add(new Difference(List.of(), live.size() >= wanted.size()));
                }
            }
        }
        return differences.stream();
    }

    private static boolean isHeldByAny(JsonNode live, JsonNode item) {
        for (JsonNode held : live) {
            if (between(held, item).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static List<String> below(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}
