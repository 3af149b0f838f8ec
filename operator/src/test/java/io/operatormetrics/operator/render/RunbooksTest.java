package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static io.operatormetrics.operator.render.Rendering.the;
import static org.assertj.core.api.Assertions.assertThat;

/** Each alert has its section of docs/runbooks.md, and each section its alert. */
class RunbooksTest {

    private static final Path REPOSITORY = Path.of("..");

    @Test
    void eachAlertPointsToItsSection() throws IOException {
        List<Rule> rules = Rendering.rules(the(PrometheusRule.class, Rendering.objects(Map.of())));
        List<String> sections = Files.readAllLines(REPOSITORY.resolve("docs").resolve("runbooks.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> "docs/runbooks.md#" + line.substring(3).toLowerCase(Locale.ROOT))
                .toList();

        assertThat(rules)
                .extracting(rule -> rule.getAnnotations().get("runbook_url"))
                .containsExactlyInAnyOrderElementsOf(sections);
    }
}
