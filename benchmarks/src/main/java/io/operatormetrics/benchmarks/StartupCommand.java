package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.cluster.StartupMeasurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;

/** Measures how long the unchanged program takes to be of use. */
@Command(
        name = "startup",
        description = "Time from the operator's start to its first scrape, with and without the AOT cache.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class StartupCommand implements Callable<Integer> {

    private final Clock clock;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--secrets", paramLabel = "N", description = "Watched Secrets.", defaultValue = "1000")
    private int secrets;

    @Option(names = "--runs", paramLabel = "N", description = "Of each kind.", defaultValue = "5")
    private int runs;

    StartupCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        try (ScratchFolder scratch = ScratchFolder.create()) {
            var settings = new StartupMeasurement.Settings(
                    cluster.launcher.toAbsolutePath(), cluster.assets, scratch.path(), secrets, runs);
            StartupMeasurement.Result result = new StartupMeasurement(settings, System.err::println).run();
            new Results(cluster.output)
                    .publish(
                            "startup",
                            result.toMarkdown(),
                            new Report<>(clock.instant().truncatedTo(ChronoUnit.SECONDS), machine, result));
        }
        return 0;
    }
}
