package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.Unstructured;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AlertConflictsTest {

    @Test
    void areTheAlertsOfAnotherRuleThatOursHasToo() {
        Unstructured rule = Unstructured.of(Map.of(
                "spec",
                Map.of(
                        "groups",
                        List.of(
                                Map.of("rules", List.of(Map.of("alert", "LicenseExpiringWarning"))),
                                Map.of(
                                        "rules",
                                        List.of(
                                                Map.of("alert", "DeniedPacketsRate"),
                                                Map.of("record", "not:an:alert"),
                                                Map.of("alert", "ComponentDegradedWarning"),
                                                Map.of("alert", "DroppedFamiliesMissing")))))));

        assertThat(AlertConflicts.in(rule)).containsExactly("ComponentDegradedWarning", "LicenseExpiringWarning");
        assertThat(AlertConflicts.in(Unstructured.of(Map.of("metadata", Map.of("name", "empty")))))
                .isEmpty();
    }
}
