package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Set;
import java.util.stream.IntStream;

/** Whether an object holds all that is wanted of it, whatever else it holds; selectors hold nothing else. */
final class JsonSubset {

    /** With more in it each of them selects less, or nothing. Kubernetes owns them whole too. */
    private static final Set<String> SELECTORS = Set.of("selector", "matchLabels", "podSelector", "namespaceSelector");

    private JsonSubset() {}

    /** Whether that field is a selector with more in it than is wanted. */
    static boolean isNarrowed(String name, JsonNode live, JsonNode wanted) {
        return SELECTORS.contains(name) && wanted.isObject() && live.size() > wanted.size();
    }

    /**
     * Lists have to agree in length and order. Where an API server merges lists or writes values in a form of its own, this says no
     * although all is well; never the other way round.
     */
    static boolean holds(JsonNode live, JsonNode wanted) {
        if (wanted.isObject()) {
            return live.isObject()
                    && wanted.properties().stream()
                            .allMatch(field -> holds(live.path(field.getKey()), field.getValue())
                                    && !isNarrowed(field.getKey(), live.path(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            return live.isArray()
                    && live.size() == wanted.size()
                    && IntStream.range(0, wanted.size()).allMatch(index -> holds(live.get(index), wanted.get(index)));
        }
        return (wanted.isNumber() && live.isNumber())
                ? wanted.decimalValue().compareTo(live.decimalValue()) == 0
                : wanted.equals(live);
    }
}
