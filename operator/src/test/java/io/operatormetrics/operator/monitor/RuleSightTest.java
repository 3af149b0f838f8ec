package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ObjectKey;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class RuleSightTest {

    @Test
    void collectsTheAlertsOfAllRulesButOurs() {
        List<ApiObject> rules = List.of(
                rule("ours", List.of(Map.of("alert", "A"))),
                rule("another", List.of(Map.of("alert", "B"), Map.of("record", "not:an:alert"))),
                rule("third", List.of(Map.of("alert", "C"), Map.of("alert", "B"))),
                ApiObject.of(Map.of("metadata", Map.of("namespace", "ns", "name", "empty"))));

        assertThat(RuleSight.alertsElsewhere(rules, new ObjectKey("ns", "ours")))
                .containsExactly("B", "C");
    }

    private static ApiObject rule(String name, List<Map<String, String>> rules) {
        return ApiObject.of(Map.of(
                "metadata",
                Map.of("namespace", "ns", "name", name),
                "spec",
                Map.of("groups", List.of(Map.of("name", "group", "rules", rules)))));
    }
}
