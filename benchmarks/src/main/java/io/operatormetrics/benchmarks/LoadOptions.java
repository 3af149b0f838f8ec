package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.peer.Workload;
import io.operatormetrics.benchmarks.scrape.Measure;
import io.operatormetrics.benchmarks.scrape.ScrapeSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How long servers are loaded, and where they run. */
final class LoadOptions {

    @Option(names = "--rounds", paramLabel = "N", description = "Alternating rounds.", defaultValue = "5")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each load.", defaultValue = "2")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "Of each load before the first round, for the JIT compilers: a handshake runs through so much Java"
                            + " code that one core compiles it for half a minute and more.",
            defaultValue = "45")
    private int warmUp;

    @Option(
            names = "--server-core",
            paramLabel = "N",
            description = "Pin the servers to this core with taskset; the caller pins the client. Without: not pinned.",
            defaultValue = Option.NULL_VALUE)
    private @Nullable Integer serverCore;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the results go.",
            defaultValue = "benchmarks/target/results")
    Path output = Path.of("");

    ScrapeSettings settings(int series, List<Measure> measures) {
        return new ScrapeSettings(
                new Workload(series),
                measures,
                rounds,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                serverCore == null ? List.of() : List.of("taskset", "-c", serverCore.toString()));
    }

    String describe() {
        return rounds + " rounds of " + seconds + " s each, "
                + (serverCore == null ? "not pinned" : "server on core " + serverCore + ", client on another");
    }
}
