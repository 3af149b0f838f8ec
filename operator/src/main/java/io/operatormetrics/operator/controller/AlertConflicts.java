package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.DesiredObjects;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Which alerts of ours another PrometheusRule defines: the same alert twice would reach people twice. */
final class AlertConflicts {

    private AlertConflicts() {}

    /** Of those that the Go operator defines too, by which routes go; all others are ours alone. */
    static Set<String> in(Unstructured rule) {
        return elements(rule.json().at("/spec/groups"))
                .flatMap(group -> elements(group.path("rules")))
                .map(alert -> alert.path("alert").asText())
                .filter(DesiredObjects.upstreamAlerts()::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
