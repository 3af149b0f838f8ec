package io.operatormetrics.demo;

import io.operatormetrics.demo.process.Cleanup;
import io.operatormetrics.demo.process.DemoFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of the demo when the operator fails it. How it goes well is shown with the real operator, by DemoIT. */
class DemoTest {

    @TempDir
    private Path folder;

    private final Cleanup cleanup = new Cleanup();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        cleanup.close();
    }

    @Test
    void saysWhyTheOperatorEndedAndLeavesNothingBehind() throws Exception {
        Demo demo = demo("echo 'METRICS_PORT: \"x\" (expected: 0-65535)' >&2; exit 2");

        assertThatExceptionOfType(DemoFailure.class)
                .isThrownBy(() -> demo.run(new DemoArguments.Run(true, false)))
                .withMessage("operator ended with status 2; the last it said:%nMETRICS_PORT: \"x\" (expected: 0-65535)"
                        .formatted());

        Path workFolder = workFolder();
        assertThat(workFolder.resolve("kubeconfig")).exists();
        cleanup.close();
        assertThat(workFolder).doesNotExist();
    }

    @Test
    void tellsTheOperatorWhatToDoByItsEnvironmentAlone() throws Exception {
        Demo demo = demo("env; echo \"$*\"; exit 1");

        assertThatExceptionOfType(DemoFailure.class)
                .isThrownBy(() -> demo.run(new DemoArguments.Run(true, false)))
                .satisfies(failure -> assertThat(failure.getMessage().lines())
                        .contains(
                                "METRICS_ENABLED=true",
                                "METRICS_SCHEME=https",
                                "MONITORING=never",
                                "KUBECONFIG=" + workFolder().resolve("kubeconfig"),
                                "run")
                        .noneMatch(line -> line.startsWith("METRICS_CLIENT_AUTH")));
    }

    private Demo demo(String script) throws IOException {
        Path launcher = Files.writeString(folder.resolve("operator-metrics"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "METRICS_CLIENT_AUTH", "NoClientCert");
        return new Demo(
                new Demo.Surroundings(launcher, environment, Clock.systemUTC()),
                cleanup,
                new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    private Path workFolder() {
        String line =
                output.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        return Path.of(line.replaceAll("^folder +| \\(removed at the end\\)$", ""));
    }
}
