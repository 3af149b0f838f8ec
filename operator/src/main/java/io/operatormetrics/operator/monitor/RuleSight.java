package io.operatormetrics.operator.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ObjectKey;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Which alerts other PrometheusRules define: the same alert twice would reach people twice. */
final class RuleSight {

    private RuleSight() {}

    /** @param ours the rule that does not count */
    static Set<String> alertsElsewhere(Collection<ApiObject> rules, ObjectKey ours) {
        return rules.stream()
                .filter(rule -> !rule.key().equals(ours))
                .flatMap(rule -> elements(rule.json().at("/spec/groups")))
                .flatMap(group -> elements(group.path("rules")))
                .map(rule -> rule.path("alert").asText())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
