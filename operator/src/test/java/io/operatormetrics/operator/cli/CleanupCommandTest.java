package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.controller.Cleanup.Effect;
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

class CleanupCommandTest {

    private record Run(String namespace, String name, String caNamespace, Effect effect) {}

    private final List<Run> runs = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean complete = true;

    @Test
    void isForTheInstallationOfTheEnvironment() {
        assertThat(execute(Map.of("OPERATOR_NAMESPACE", "ns", "OPERATOR_NAME", "op", "METRICS_CA_NAMESPACE", "ca")))
                .isZero();
        assertThat(runs).containsExactly(new Run("ns", "op", "ca", Effect.DELETE));
        assertThat(out).hasToString("done%n".formatted());
    }

    /** What the environment says of this installation is not true of another. */
    @Test
    void isForTheNamedInstallationWhateverTheEnvironmentSays() {
        assertThat(execute(
                        Map.of("OPERATOR_NAMESPACE", "ns", "OPERATOR_NAME", "op", "METRICS_CA_NAMESPACE", "ca"),
                        "--instance",
                        "there/An.Other_1"))
                .isZero();
        assertThat(runs).containsExactly(new Run("there", "An.Other_1", "there", Effect.DELETE));
    }

    @Test
    void deletesNothingInADryRun() {
        assertThat(execute(Map.of(), "--dry-run")).isZero();
        assertThat(runs)
                .containsExactly(new Run("tigera-operator", "tigera-operator", "tigera-operator", Effect.DRY_RUN));
    }

    @Test
    void endsWithOneWhereSomethingIsLeft() {
        complete = false;
        assertThat(execute(Map.of())).isEqualTo(1);
    }

    @Test
    void endsWithTwoOnSettingsThatCannotBeUsed() {
        assertThat(execute(Map.of("OPERATOR_NAMESPACE", "Tigera"))).isEqualTo(2);
        assertThat(err.toString()).startsWith("OPERATOR_NAMESPACE: \"Tigera\" (expected: ");
        assertThat(runs).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns", "", "/", "ns/", "/op", "Ns/op", "ns/op/x", "ns/op ", "ns/-op"})
    void endsWithTwoOnWhatIsNoInstallation(String instance) {
        assertThat(execute(Map.of(), "--instance", instance)).isEqualTo(2);
        assertThat(err.toString()).startsWith("--instance: \"%s\" (expected: NAMESPACE/NAME)".formatted(instance));
        assertThat(runs).isEmpty();
    }

    @Test
    void helps() {
        assertThat(execute(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("--dry-run", "--instance=NAMESPACE/NAME", "OPERATOR_NAMESPACE [");
    }

    private int execute(Map<String, String> environment, String... arguments) {
        CleanupCommand command = new CleanupCommand(
                installation -> SettingsReader.read(
                        installation
                                .map(named -> named.environment(environment))
                                .orElse(environment),
                        reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster())),
                (settings, effect, lines) -> {
                    runs.add(new Run(
                            settings.identity().namespace(),
                            settings.identity().name(),
                            settings.certificates().caNamespace(),
                            effect));
                    lines.accept("done");
                    return complete;
                });
        return SettingsHelp.listingSettings(new CommandLine(command))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
