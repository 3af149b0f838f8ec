package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CommandsTest {

    private final List<OperatorSettings> runs = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int rehearsals;

    @Test
    void runsWithTheSettingsOfTheEnvironment() {
        assertThat(execute(Map.of("METRICS_PORT", "1234"), "run")).isZero();
        assertThat(runs)
                .singleElement()
                .satisfies(settings ->
                        assertThat(settings.metrics().address().port()).isEqualTo(1234));
    }

    @Test
    void reportsTenProblemsOnTenLines() {
        Map<String, String> problems = Map.of(
                "METRICS_ENABLED", "yes",
                "METRICS_SCHEME", "htps",
                "METRICS_PORT", "94x4",
                "METRICS_CLIENT_AUTH", "RequestClientCert",
                "TLS_MIN_VERSION", "1.1",
                "HEALTH_PORT", "70000",
                "OPERATOR_NAMESPACE", "Tigera",
                "MONITORING", "on",
                "METRICS_CA_OVERLAP", "soon",
                "LOG_LEVEL", "loud");

        assertThat(execute(problems, "run")).isEqualTo(2);

        assertThat(runs).isEmpty();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactlyInAnyOrder(
                        "METRICS_ENABLED: \"yes\" (expected: true or false)",
                        "METRICS_SCHEME: \"htps\" (expected: http or https)",
                        "METRICS_PORT: \"94x4\" (expected: 0-65535)",
                        "METRICS_CLIENT_AUTH: \"RequestClientCert\" (expected: RequireAndVerifyClientCert, RequireAnyClientCert,"
                                + " VerifyClientCertIfGiven or NoClientCert)",
                        "TLS_MIN_VERSION: \"1.1\" (expected: 1.2 or 1.3)",
                        "HEALTH_PORT: \"70000\" (expected: 0-65535)",
                        "OPERATOR_NAMESPACE: \"Tigera\" (expected: at most 63 characters a-z, 0-9 and -, a letter or digit at both ends)",
                        "MONITORING: \"on\" (expected: monitor, always or never)",
                        "METRICS_CA_OVERLAP: \"soon\" (expected: a duration such as 500ms, 5s, 1m30s, or 0)",
                        "LOG_LEVEL: \"loud\" (expected: error, warn, info, debug or trace)");
    }

    @ParameterizedTest(name = "operator-metrics {0}")
    @ValueSource(strings = {"", "rnu", "--port 1", "run now", "run --port=1"})
    void endsWithTwoOnWrongUsage(String line) {
        assertThat(execute(Map.of(), line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Usage: operator-metrics");
        assertThat(runs).isEmpty();
    }

    @Test
    void helpsEverywhere() {
        assertThat(execute(Map.of(), "--help")).isZero();
        assertThat(execute(Map.of("METRICS_PORT", "x"), "run", "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: operator-metrics [-hV] COMMAND", "Usage: operator-metrics run [-hV]")
                .contains("METRICS_PORT [9484]", "HEALTH_PORT [8081]");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest(name = "operator-metrics {0}")
    @ValueSource(strings = {"--version", "run --version"})
    void tellsItsVersion(String line) {
        assertThat(execute(Map.of(), line.split(" "))).isZero();
        assertThat(out).hasToString("operator-metrics 1.2.3%n".formatted());
    }

    @Test
    void endsWithOneOnAFailure() {
        RunCommand failing =
                new RunCommand(new Run(() -> SettingsReader.read(Map.of(), CommandsTest::schema), (_, _) -> {
                    throw new IllegalStateException("on purpose");
                }));
        RenderCommand render = new RenderCommand(() -> SettingsReader.read(Map.of(), CommandsTest::schema));
        assertThat(Commands.create("", failing, List.of(render), new AotTrainingCommand(() -> {}))
                        .execute("run"))
                .isEqualTo(1);
    }

    private int execute(Map<String, String> environment, String... arguments) {
        RunCommand run =
                new RunCommand(new Run(() -> SettingsReader.read(environment, CommandsTest::schema), (settings, _) -> {
                    runs.add(settings);
                    return 0;
                }));
        RenderCommand render = new RenderCommand(() -> SettingsReader.read(environment, CommandsTest::schema));
        CommandLine commandLine = Commands.create(
                "operator-metrics 1.2.3", run, List.of(render), new AotTrainingCommand(() -> rehearsals++));
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static OperatorSettings schema(SettingsReader reader) {
        return OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster());
    }
}
