package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.cluster.RotationMeasurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;

/** Measures how soon the unchanged program shows a new certificate. */
@Command(
        name = "rotation",
        description = "Time from a changed serving Secret to its certificate on the wire.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class RotationCommand implements Callable<Integer> {

    private final Clock clock;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--secrets", paramLabel = "N", description = "Watched Secrets.", defaultValue = "1000")
    private int secrets;

    @Option(names = "--rotations", paramLabel = "N", description = "One after the other.", defaultValue = "20")
    private int rotations;

    RotationCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        try (ScratchFolder scratch = ScratchFolder.create()) {
            var settings = new RotationMeasurement.Settings(
                    cluster.launcher.toAbsolutePath(), cluster.assets, scratch.path(), secrets, rotations);
            RotationMeasurement.Result result = new RotationMeasurement(settings, System.err::println).run();
            new Results(cluster.output)
                    .publish(
                            "rotation",
                            result.toMarkdown(),
                            new Report<>(clock.instant().truncatedTo(ChronoUnit.SECONDS), machine, result));
        }
        return 0;
    }
}
