package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.cluster.MemoryMeasurement;
import io.operatormetrics.benchmarks.cluster.MemoryMeasurement.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/** Measures the memory of the unchanged program. */
@Command(
        name = "memory",
        description = "Memory of the operator beside a real API server with many Secrets.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class MemoryCommand implements Callable<Integer> {

    private final Clock clock;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--secrets",
            paramLabel = "N",
            split = ",",
            description = "Watched Secrets; several numbers, ascending, make several measurements of one cluster.",
            defaultValue = "10000")
    private List<Integer> secrets = List.of();

    @Option(names = "--bytes", paramLabel = "N", description = "Data of each.", defaultValue = "4096")
    private int bytes;

    @Option(names = "--runs", paramLabel = "N", description = "Of the operator.", defaultValue = "3")
    private int runs;

    @Option(names = "--compare", description = "Also with an informer that caches whole Secrets.")
    private boolean compare;

    MemoryCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        try (ScratchFolder scratch = ScratchFolder.create()) {
            var settings = new MemoryMeasurement.Settings(
                    cluster.launcher.toAbsolutePath(),
                    cluster.assets,
                    scratch.path(),
                    secrets,
                    bytes,
                    runs,
                    compare ? Comparison.FULL_OBJECT_CACHE : Comparison.NONE);
            MemoryMeasurement.Result result = new MemoryMeasurement(settings, System.err::println).run();
            new Results(cluster.output)
                    .publish(
                            "memory",
                            result.toMarkdown(),
                            new Report<>(clock.instant().truncatedTo(ChronoUnit.SECONDS), machine, result));
        }
        return 0;
    }
}
