package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.store.StoreMeasurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;

/** Measures the exposition store alone. */
@Command(
        name = "store",
        description = "A change and a rendering of the exposition store, by JMH, at 1,000 to 100,000 series.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class StoreCommand implements Callable<Integer> {

    private final Clock clock;

    @Option(names = "--forks", paramLabel = "N", description = "Processes.", defaultValue = "1")
    private int forks;

    @Option(names = "--iterations", paramLabel = "N", description = "Of a second.", defaultValue = "5")
    private int iterations;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the results go.",
            defaultValue = "benchmarks/target/results")
    private Path output = Path.of("");

    StoreCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        StoreMeasurement.Result result = StoreMeasurement.run(forks, iterations);
        new Results(output)
                .publish(
                        "store",
                        result.toMarkdown(),
                        new Report<>(clock.instant().truncatedTo(ChronoUnit.SECONDS), machine, result));
        return 0;
    }
}
