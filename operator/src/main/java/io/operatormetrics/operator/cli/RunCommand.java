package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.server.settings.SettingsOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Runs the operator until it is told to stop, unless its configuration cannot be used. */
@Command(
        name = "run",
        description = "Watches the cluster and serves its metrics, until SIGTERM.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    /** Runs the operator and returns the exit status. */
    @FunctionalInterface
    public interface Operation {
        int run(OperatorSettings settings, List<String> warnings) throws Exception;
    }

    private final Supplier<SettingsOutcome<OperatorSettings>> settings;
    private final Operation operation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public RunCommand(Supplier<SettingsOutcome<OperatorSettings>> settings, Operation operation) {
        this.settings = settings;
        this.operation = operation;
    }

    @Override
    public Integer call() throws Exception {
        return switch (settings.get()) {
            case SettingsOutcome.Valid<OperatorSettings>(var valid, var warnings) -> operation.run(valid, warnings);
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> Mistakes.report(problems, spec);
        };
    }
}
