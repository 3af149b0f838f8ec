package io.operatormetrics.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.time.Clock;

/** {@code bin/benchmark}: one command for each thing that is measured. */
@Command(
        name = "benchmark",
        description = "Measures the metrics server beside its peers, and what the operator costs to run.",
        synopsisSubcommandLabel = "(scrape | sizes | store | memory | rotation | startup)",
        mixinStandardHelpOptions = true)
final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Clock clock = Clock.systemUTC();
        CommandLine commands = new CommandLine(new Main());
        commands.addSubcommand(new ScrapeCommand(clock));
        commands.addSubcommand(new SizesCommand(clock));
        commands.addSubcommand(new StoreCommand(clock));
        commands.addSubcommand(new MemoryCommand(clock));
        commands.addSubcommand(new RotationCommand(clock));
        commands.addSubcommand(new StartupCommand(clock));
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchmarkFailure) {
                command.getErr().println("benchmark: " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
        System.exit(commands.execute(arguments));
    }
}
