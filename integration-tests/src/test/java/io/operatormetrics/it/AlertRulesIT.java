package io.operatormetrics.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.it.harness.ChildProcess;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.OperatorLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The alerts of {@code monitoring/alerts.yaml}, judged by the real promtool with the unit tests beside them. */
class AlertRulesIT {

    private static final Path MONITORING = Path.of("..", "monitoring");

    private static final Path ALERTS = MONITORING.resolve("alerts.yaml");

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void areRulesToPromtool() {
        assertThat(Command.of("promtool", "check", "rules", "--lint-fatal", ALERTS.toString())
                        .run()
                        .out())
                .contains("9 rules found");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("testFiles")
    void fireAndStayQuietAsTested(Path file) {
        Command.Result result =
                Command.of("promtool", "test", "rules", file.toString()).run();
        assertThat(result.exit()).as("%s%n%s", result.stdout(), result.stderr()).isZero();
    }

    /** An alert without a test of both sides would pass unseen. */
    @Test
    void areAllTestedToFireAndToStayQuiet() throws IOException {
        Set<String> fire = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (Path file : testFiles()) {
            for (JsonNode test : read(file).path("tests")) {
                for (JsonNode alert : test.path("alert_rule_test")) {
                    (alert.path("exp_alerts").isEmpty() ? quiet : fire)
                            .add(alert.path("alertname").asText());
                }
            }
        }
        Set<String> all = new TreeSet<>(read(ALERTS).findValuesAsText("alert"));
        assertThat(all).hasSize(9);
        assertThat(fire).isEqualTo(all);
        assertThat(quiet).isEqualTo(all);
    }

    /** What is tested above is what reaches Prometheus. */
    @Test
    void areWhatIsRendered() throws IOException {
        ChildProcess render = OperatorLauncher.bare().launch("render");
        assertThat(render.awaitExit(TIMEOUT)).isZero();

        assertThat(specOf("PrometheusRule", String.join("\n", render.stdout()))).isEqualTo(read(ALERTS));
    }

    static List<Path> testFiles() throws IOException {
        try (var files = Files.list(MONITORING.resolve("tests"))) {
            return files.sorted().toList();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return Serialization.unmarshal(Files.readString(file), JsonNode.class);
    }

    private static JsonNode specOf(String kind, String documents) {
        return Pattern.compile("^---$", Pattern.MULTILINE)
                .splitAsStream(documents)
                .filter(document -> document.contains("kind: \"" + kind + "\""))
                .map(document ->
                        Serialization.unmarshal(document, JsonNode.class).path("spec"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in\n" + documents));
    }
}
