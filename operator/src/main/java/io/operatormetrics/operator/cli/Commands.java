package io.operatormetrics.operator.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** The commands of {@code operator-metrics}. */
@Command(
        name = "operator-metrics",
        description = "Prometheus metrics over mutual TLS for the Tigera operator.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Commands implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Commands() {}

    /**
     * The command line, ready to execute.
     *
     * @param version what {@code --version} prints
     * @param others commands that take the same settings
     */
    public static CommandLine create(
            String version, RunCommand run, List<? extends Callable<Integer>> others, AotTrainingCommand training) {
        CommandLine commandLine =
                new CommandLine(new Commands()).addSubcommand(SettingsHelp.listingSettings(new CommandLine(run)));
        others.forEach(other -> commandLine.addSubcommand(SettingsHelp.listingSettings(new CommandLine(other))));
        commandLine.addSubcommand(training);
        commandLine.getCommandSpec().version(version);
        commandLine
                .getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version(version));
        commandLine.setExecutionExceptionHandler((exception, _, _) -> {
            log.error("failed", exception);
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    /** Reached when no command was given. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
