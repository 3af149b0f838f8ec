package io.operatormetrics.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.it.harness.ChildProcess;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.OperatorLauncher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The alerts as {@code render} prints them, judged by the real promtool with the unit tests of {@code resources/alerts}. */
class AlertRulesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static JsonNode spec;

    @BeforeAll
    static void printRules() throws IOException {
        ChildProcess render = OperatorLauncher.bare().launch("render");
        assertThat(render.awaitExit(TIMEOUT)).isZero();
        spec = specOf("PrometheusRule", String.join("\n", render.stdout()));
        // JSON is YAML.
        JSON.writeValue(folder.resolve("rules.yaml").toFile(), spec);
    }

    @Test
    void areRulesToPromtool() {
        assertThat(Command.of("promtool", "check", "rules", "--lint-fatal", rules())
                        .run()
                        .out())
                .contains("9 rules found");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("testFiles")
    void fireAndStayQuietAsTested(Path file) throws IOException {
        Path beside = Files.copy(file, folder.resolve(file.getFileName()));
        Command.Result result =
                Command.of("promtool", "test", "rules", beside.toString()).run();
        assertThat(result.exit()).as("%s%n%s", result.stdout(), result.stderr()).isZero();
    }

    /** An alert without a test of both sides would pass unseen. */
    @Test
    void areAllTestedToFireAndToStayQuiet() throws IOException {
        Set<String> fire = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (Path file : testFiles()) {
            for (JsonNode test : Serialization.unmarshal(Files.readString(file), JsonNode.class)
                    .path("tests")) {
                for (JsonNode alert : test.path("alert_rule_test")) {
                    (alert.path("exp_alerts").isEmpty() ? quiet : fire)
                            .add(alert.path("alertname").asText());
                }
            }
        }
        Set<String> all = new TreeSet<>(spec.findValuesAsText("alert"));
        assertThat(all).hasSize(9);
        assertThat(fire).isEqualTo(all);
        assertThat(quiet).isEqualTo(all);
    }

    static List<Path> testFiles() throws IOException {
        URL alerts = Objects.requireNonNull(AlertRulesIT.class.getResource("/alerts"));
        try (var files = Files.list(Path.of(alerts.toURI()))) {
            return files.sorted().toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String rules() {
        return folder.resolve("rules.yaml").toString();
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
