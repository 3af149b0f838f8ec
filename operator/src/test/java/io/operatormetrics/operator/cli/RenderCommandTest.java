package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class RenderCommandTest {

    private static final Map<String, String> HTTPS =
            Map.of("METRICS_ENABLED", "true", "METRICS_SCHEME", "https", "MONITORING", "always");
    private static final Path CA = Path.of("src", "test", "resources", "ca.crt");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsWhatSettingsAloneTell() {
        assertThat(render(HTTPS)).isZero();
        assertThat(kinds()).containsExactly("Service", "ServiceMonitor", "PrometheusRule");
        assertThat(comments())
                .containsExactly(
                        "# Made by operator-metrics render from settings alone. Not here:",
                        "# - Secret tigera-operator/tigera-operator-tls, the endpoint's key pair: keys are never printed.",
                        "# - Secret tigera-prometheus/calico-node-prometheus-client-tls, the key pair that Prometheus presents: likewise.",
                        "# - ConfigMap tigera-prometheus/tigera-ca-bundle, the CAs that Prometheus trusts: printed with --ca-file.",
                        "# - NetworkPolicy of the operator's pods: with OPERATOR_NAME=tigera-operator they are not ours alone.",
                        "# - Role and RoleBinding to discover the Service: printed with PROMETHEUS_SERVICE_ACCOUNT.",
                        "# - NetworkPolicy of projectcalico.org/v3: depends on tigera-prometheus/calico-system.prometheus, and no cluster"
                                + " was asked.");
    }

    @Test
    void saysOfNothingPrintedThatItIsNotThere() {
        Map<String, String> everything = Map.of(
                "METRICS_SCHEME", "https",
                "OPERATOR_NAME", "operator-metrics",
                "PROMETHEUS_SERVICE_ACCOUNT", "monitoring/prometheus");
        assertThat(render(everything, "--ca-file", CA.toString())).isZero();
        assertThat(kinds())
                .containsExactly(
                        "Service",
                        "NetworkPolicy",
                        "Role",
                        "RoleBinding",
                        "ConfigMap",
                        "ServiceMonitor",
                        "PrometheusRule");
        assertThat(comments()).hasSize(4).noneMatch(line -> line.contains("ConfigMap") || line.contains("Role"));
    }

    @Test
    void speaksOfNoTlsOverPlainHttp() {
        assertThat(render(Map.of("METRICS_SCHEME", "http"))).isZero();
        assertThat(comments()).noneMatch(line -> line.contains("Secret") || line.contains("ConfigMap"));
        assertThat(out.toString()).contains("scheme: \"http\"").doesNotContain("tlsConfig");
    }

    @Test
    void printsTheSameBytesForTheSameSettings() {
        Map<String, String> labelled = Map.of("MONITORING_LABELS", "d=4,a=1,c=3,b=2");
        assertThat(render(labelled)).isZero();
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(render(labelled)).isZero();
        assertThat(out).hasToString(first);
        assertThat(first).containsPattern("a: \"1\"\\s+b: \"2\"\\s+c: \"3\"\\s+d: \"4\"");
    }

    @Test
    void printsTheBundleWithoutWhatStandsBetweenItsCertificates(@TempDir Path folder) throws IOException {
        String certificate = Files.readString(CA);
        Path file =
                Files.writeString(folder.resolve("ca.pem"), "subject=CN = x\r\n" + certificate + "\n" + certificate);
        assertThat(render(HTTPS, "--ca-file", file.toString())).isZero();
        assertThat(out.toString())
                .contains(("tigera-ca-bundle.crt: |\n" + certificate).replaceAll("\n(?!$)", "\n    "))
                .doesNotContain("subject=")
                .containsOnlyOnce("BEGIN CERTIFICATE");
    }

    @ParameterizedTest(name = "a file of {0}")
    @CsvSource({
        "a private key, -----BEGIN PRIVATE KEY-----|c2VjcmV0|-----END PRIVATE KEY-----, 'block 1 is PRIVATE KEY (expected: nothing but'",
        "no PEM, secret, text without a PEM block",
        "nothing, '', empty",
        "half a certificate, -----BEGIN CERTIFICATE-----|c2VjcmV0, half-written",
        "something else in PEM, -----BEGIN CERTIFICATE-----|c2VjcmV0|-----END CERTIFICATE-----, malformed CERTIFICATE"
    })
    void refusesACaFile(String what, String lines, String said, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), lines.replace('|', '\n'));
        assertThat(render(HTTPS, "--ca-file", file.toString())).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("--ca-file: " + file + ": ")
                .contains(said)
                .doesNotContain("secret", "c2VjcmV0");
    }

    @Test
    void refusesACaFileThatIsNotThere() {
        assertThat(render(HTTPS, "--ca-file", "nowhere.pem")).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "--ca-file: nowhere.pem: cannot be read (expected: a file of PEM certificates)%n".formatted());
    }

    @Test
    void refusesACaFileWhereNothingIsVerified() {
        assertThat(render(Map.of("METRICS_SCHEME", "http"), "--ca-file", CA.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("--ca-file needs METRICS_SCHEME=https");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void reportsProblemsAsRunDoes() {
        assertThat(render(Map.of("METRICS_PORT", "94x4", "MONITORING", "on"))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactly(
                        "METRICS_PORT: \"94x4\" (expected: 0-65535)",
                        "MONITORING: \"on\" (expected: monitor, always or never)");
    }

    @Test
    void cannotNamePortsThatArePickedAtStart() {
        assertThat(render(Map.of("METRICS_PORT", "0", "HEALTH_PORT", "0"))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactly(
                        "METRICS_PORT: \"0\" (expected: 1-65535, for the Service to name)",
                        "HEALTH_PORT: \"0\" (expected: 1-65535, for the policy to name)");
    }

    @Test
    void failsWhenItsOutputIsLost() {
        OutputStream fullDisk = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        PrintWriter full = new PrintWriter(fullDisk, true, StandardCharsets.UTF_8);
        assertThat(commands(settings(HTTPS)).setOut(full).execute("render")).isEqualTo(1);
    }

    private int render(Map<String, String> environment, String... arguments) {
        Supplier<SettingsOutcome<OperatorSettings>> settings = settings(environment);
        String[] line = new String[arguments.length + 1];
        line[0] = "render";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return commands(settings)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line);
    }

    private static CommandLine commands(Supplier<SettingsOutcome<OperatorSettings>> settings) {
        return Commands.create(
                "",
                new RunCommand(new Run(settings, (_, _) -> 0)),
                List.of(new RenderCommand(settings)),
                new AotTrainingCommand(() -> {}));
    }

    private static Supplier<SettingsOutcome<OperatorSettings>> settings(Map<String, String> environment) {
        return () -> SettingsReader.read(
                environment, reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()));
    }

    private List<String> kinds() {
        return Pattern.compile("(?m)^kind: \"(.*)\"$")
                .matcher(out.toString())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private List<String> comments() {
        return out.toString().lines().filter(line -> line.startsWith("#")).toList();
    }
}
