package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.peer.Peer;
import io.operatormetrics.benchmarks.peer.Peers;
import io.operatormetrics.benchmarks.peer.Workload;
import io.operatormetrics.benchmarks.scrape.MarkdownTable;
import io.operatormetrics.benchmarks.scrape.ScrapeComparison;
import io.operatormetrics.benchmarks.scrape.ScrapeReport;
import io.operatormetrics.benchmarks.scrape.ScrapeSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/** Compares our server with its peers. */
@Command(
        name = "scrape",
        description = "Scrapes and new connections over mutual TLS: our server, client_java's exporter, nginx.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class ScrapeCommand implements Callable<Integer> {

    private final Clock clock;

    @Option(names = "--series", paramLabel = "N", description = "Series of every peer.", defaultValue = "10000")
    private int series;

    @Option(names = "--rounds", paramLabel = "N", description = "Alternating rounds.", defaultValue = "7")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each load.", defaultValue = "3")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Of each load before the first round, for the JIT compilers.",
            defaultValue = "8")
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
    private Path output = Path.of("");

    ScrapeCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        List<String> prefix = serverCore == null ? List.of() : List.of("taskset", "-c", serverCore.toString());
        ScrapeSettings settings = new ScrapeSettings(
                new Workload(series), rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), prefix);
        List<Peer> peers = Peers.all();
        try (ScratchFolder scratch = ScratchFolder.create()) {
            ScrapeComparison.Result result =
                    new ScrapeComparison(settings, scratch.path(), System.err::println).run(peers);
            ScrapeReport report = ScrapeReport.of(
                    clock.instant().truncatedTo(ChronoUnit.SECONDS), machine, describe(settings), result);
            new Results(output).publish("scrape", MarkdownTable.render(report), report);
        }
        return 0;
    }

    private String describe(ScrapeSettings settings) {
        return series + " series, " + rounds + " rounds of " + seconds + " s, "
                + (settings.serverPrefix().isEmpty()
                        ? "not pinned"
                        : "server on core " + serverCore + ", client on another");
    }
}
