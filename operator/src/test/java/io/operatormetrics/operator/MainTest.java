package io.operatormetrics.operator;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The program as a process of its own. */
class MainTest {

    @Test
    void endsWithTwoAndALineForEachMistake() throws Exception {
        Process process = start(Map.of("METRICS_PORT", "94x4", "LOG_FORMAT", "xml"), "run");
        assertThat(stderr(process))
                .containsExactly(
                        "METRICS_PORT: \"94x4\" (expected: 0-65535)", "LOG_FORMAT: \"xml\" (expected: text or json)");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static Stream<String> stderr(Process process) {
        return process.errorReader().lines();
    }

    private static Process start(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()),
                        Stream.of(arguments))
                .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("METRICS_") || name.startsWith("LOG_"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
