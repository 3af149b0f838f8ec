package io.operatormetrics.operator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The modules below the operator are for other programs too: the names of its settings and of what it runs beside stand in none of them. */
class LibraryNamesTest {

    private static final Pattern OURS = Pattern.compile("METRICS_|[Tt]igera");

    @ParameterizedTest
    @ValueSource(strings = {"x509", "pki", "tls", "metrics-server", "kubernetes"})
    void areNotTheOperators(String module) throws IOException {
        Path sources = Path.of("..", module, "src", "main");
        try (var files = Files.walk(sources)) {
            List<String> lines = files.filter(Files::isRegularFile)
                    .flatMap(LibraryNamesTest::lines)
                    .toList();

            assertThat(lines).isNotEmpty().noneMatch(line -> OURS.matcher(line).find());
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(line -> file + ": " + line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
