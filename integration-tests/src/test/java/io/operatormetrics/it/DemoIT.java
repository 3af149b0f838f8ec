package io.operatormetrics.it;

import io.operatormetrics.it.harness.DemoRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code bin/demo} as people start it; its temporary folder lies in one whose name has a blank. */
class DemoIT {

    @TempDir
    private Path parent;

    @Test
    void showsTheMetricsOfTheSampleObjectsAndEnds() throws Exception {
        try (DemoRun demo = start("--once")) {
            assertThat(demo.awaitExit()).as(demo.output()).isZero();
            assertThat(demo.output())
                    .contains("5 TigeraStatus")
                    .contains("tigera_operator_component_status (gauge, 15 series)")
                    // Nine labelled Secrets, of which one has no expiry and one has none that can be read.
                    .contains("tigera_operator_tls_certificate_expiry_timestamp_seconds (gauge, 7 series)")
                    .contains("tigera_operator_license_valid (gauge, 1 series)")
                    .contains("tigera_operator_installation_status (gauge, 3 series)")
                    .containsPattern("curl .* --cert '.*/client.crt' --key '.*/client.key' --resolve ")
                    .containsPattern("Without --cert and --key: curl: .*certificate required");
            assertNothingIsLeftOf(demo);
        }
    }

    @Test
    void showsTheSameWithARealApiServer() throws Exception {
        try (DemoRun demo = start("--real", "--once")) {
            assertThat(demo.awaitExit()).as(demo.output()).isZero();
            assertThat(demo.output())
                    .contains("kube-apiserver and etcd")
                    .contains("tigera_operator_component_status (gauge, 15 series)")
                    .contains("tigera_operator_tls_certificate_expiry_timestamp_seconds (gauge, 7 series)");
            assertNothingIsLeftOf(demo);
        }
    }

    @ParameterizedTest(name = "after {0}")
    @ValueSource(strings = {"INT", "TERM"})
    void staysUpUntilItIsAskedToEndAndLeavesNothingBehind(String signal) throws Exception {
        try (DemoRun demo = start()) {
            demo.awaitLine("Ctrl-C ends all of it.");
            assertThat(demo.family())
                    .as("java of the demo, java of the operator")
                    .hasSizeGreaterThanOrEqualTo(2);

            demo.signal(signal);

            assertThat(demo.awaitExit()).isEqualTo("INT".equals(signal) ? 130 : 143);
            assertThat(demo.output())
                    .as("no complaint about what ended on purpose")
                    .doesNotContain("demo:");
            assertNothingIsLeftOf(demo);
        }
    }

    @Test
    void endsWhenTheOperatorDies() throws Exception {
        try (DemoRun demo = start()) {
            demo.awaitLine("Ctrl-C ends all of it.");

            demo.operator().destroyForcibly();

            assertThat(demo.awaitExit()).isEqualTo(1);
            assertThat(demo.output()).contains("demo: operator ended with status 137");
            assertNothingIsLeftOf(demo);
        }
    }

    @Test
    void refusesArgumentsThatItDoesNotKnow() throws Exception {
        try (DemoRun demo = start("--onse")) {
            assertThat(demo.awaitExit()).isEqualTo(2);
            assertThat(demo.output()).contains("unknown argument \"--onse\" (expected: --once, --real, --help)");
        }
    }

    private DemoRun start(String... arguments) throws IOException {
        return DemoRun.start(Files.createDirectory(parent.resolve("a folder")), arguments);
    }

    private void assertNothingIsLeftOf(DemoRun demo) {
        assertThat(parent.resolve("a folder")).isEmptyDirectory();
        assertThat(demo.family()).noneMatch(ProcessHandle::isAlive);
    }
}
