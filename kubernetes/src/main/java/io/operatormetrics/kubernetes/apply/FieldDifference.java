package io.operatormetrics.kubernetes.apply;

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
record FieldDifference(List<String> path, boolean isOther) {

    FieldDifference {
        path = List.copyOf(path);
    }

    /** All that there are, in the order of what is wanted. */
    static List<FieldDifference> between(JsonNode live, JsonNode wanted) {
        return find(live, wanted, List.of()).toList();
    }

    private static Stream<FieldDifference> find(JsonNode live, JsonNode wanted, List<String> path) {
        if (JsonSubset.holds(live, wanted)) {
            return Stream.of();
        }
        if (wanted.isObject() && live.isObject()) {
            return wanted.properties().stream().flatMap(field -> {
                JsonNode held = live.path(field.getKey());
                List<String> inner = below(path, field.getKey());
                return JsonSubset.isNarrowed(field.getKey(), held, field.getValue())
                        ? Stream.of(new FieldDifference(inner, true))
                        : find(held, field.getValue(), inner);
            });
        }
        if (wanted.isArray() && live.isArray()) {
            return items(live, wanted).map(inner -> new FieldDifference(path, inner.isOther()));
        }
        return Stream.of(new FieldDifference(path, !live.isMissingNode()));
    }

    /** Where nothing was added to a list or removed from it, items of the same place are compared. */
    private static Stream<FieldDifference> items(JsonNode live, JsonNode wanted) {
        List<FieldDifference> differences = new ArrayList<>();
        for (int index = 0; index < wanted.size(); index++) {
            JsonNode item = wanted.get(index);
            if (!isHeldByAny(live, item)) {
                if (live.size() == wanted.size()) {
                    find(live.get(index), item, List.of()).forEach(differences::add);
                } else {
                    differences.add(new FieldDifference(List.of(), live.size() >= wanted.size()));
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
