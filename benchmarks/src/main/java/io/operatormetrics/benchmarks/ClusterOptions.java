package io.operatormetrics.benchmarks;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** What the commands that need the operator and an API server share; {@code bin/benchmark} sets the first two. */
final class ClusterOptions {

    @Option(names = "--launcher", paramLabel = "FILE", required = true, hidden = true)
    Path launcher = Path.of("");

    @Option(names = "--assets", paramLabel = "FOLDER", required = true, hidden = true)
    Path assets = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the results go.",
            defaultValue = "benchmarks/target/results")
    Path output = Path.of("");
}
