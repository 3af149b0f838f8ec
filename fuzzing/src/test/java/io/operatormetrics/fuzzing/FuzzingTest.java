package io.operatormetrics.fuzzing;

import io.operatormetrics.kubernetes.client.AnswersFuzz;
import io.operatormetrics.operator.settings.SettingsFuzz;
import io.operatormetrics.server.AcceptFuzz;
import io.operatormetrics.server.http.RequestFuzz;
import io.operatormetrics.x509.PemFuzz;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets Jazzer look for inputs that break a target, guided by coverage and from the corpus in the tree, each in a process of its own. A finding is left
 * in {@code target/findings}; once mended it belongs into the corpus.
 */
class FuzzingTest {
    /** System property: for how long each target is fuzzed. {@code bin/fuzz} sets it. */
    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("fuzzing.seconds", 10));

    /** System property: the seed of the search. Fixed by default, so that a failure in one build repeats in the next. 0: random. */
    private static final int SEED = Integer.getInteger("fuzzing.seed", 1);

    private static final Duration START_AND_END = Duration.ofMinutes(2);
    private static final Path FINDINGS = Path.of("target", "findings");
    private static final Path CORPUS = Path.of("src", "test", "corpus");
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in");

    @ParameterizedTest
    @ValueSource(classes = {PemFuzz.class, RequestFuzz.class, AcceptFuzz.class, SettingsFuzz.class, AnswersFuzz.class})
    void nothingBreaks(Class<?> target) throws Exception {
        Path seeds = CORPUS.resolve(target.getSimpleName());
        assertThat(seeds).isNotEmptyDirectory();
        Path found = Files.createDirectories(Path.of("target", "corpus", target.getSimpleName()));
        Files.createDirectories(FINDINGS);
        Path log = Path.of("target", target.getSimpleName() + ".log");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.operatormetrics.**",
                "--custom_hook_includes=io.operatormetrics.**",
                "--reproducer_path=" + FINDINGS,
                "-artifact_prefix=" + FINDINGS + "/" + target.getSimpleName() + "-",
                "-seed=" + SEED,
                "-max_total_time=" + EACH.toSeconds(),
                // The first input pays for loading all classes.
                "-timeout=60",
                found.toString(),
                seeds.toString()));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(EACH.plus(EACH.dividedBy(2)).plus(START_AND_END)))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(DONE.matcher(said).results().map(MatchResult::group))
                .as(said)
                .isNotEmpty();
    }
}
