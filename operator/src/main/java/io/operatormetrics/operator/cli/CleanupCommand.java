package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.controller.Cleanup.Effect;
import io.operatormetrics.operator.logging.LogSetup;
import io.operatormetrics.operator.settings.InstallationName;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.server.settings.SettingsOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Deletes what an installation made, when somebody wants it gone. Nothing else deletes its CA. */
@Command(
        name = "cleanup",
        description = {
            "Deletes from the cluster what this installation made, and nothing else. Refuses while that installation runs, which takes some"
                    + " seconds to find out.",
            "The cluster is that of the kubeconfig, or the one that this runs in."
        },
        mixinStandardHelpOptions = true)
public final class CleanupCommand implements Callable<Integer> {

    /** Cleans up. */
    @FunctionalInterface
    public interface Operation {
        /**
         * Returns whether nothing is left that should be gone.
         *
         * @param settings of the installation that is to go
         * @param out gets a line for each object
         */
        boolean run(OperatorSettings settings, Effect effect, Consumer<String> out) throws Exception;
    }

    /** Reads the settings. */
    @FunctionalInterface
    public interface Settings {
        /**
         * Those of an installation.
         *
         * @param installation whose; empty for the one that the environment names
         */
        SettingsOutcome<OperatorSettings> of(Optional<InstallationName> installation);
    }

    private static final Logger log = LoggerFactory.getLogger(CleanupCommand.class);

    private final Settings settings;
    private final Operation operation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--dry-run", description = "Prints what would be deleted, and deletes nothing.")
    private boolean dryRun;

    @Option(
            names = "--instance",
            paramLabel = "NAMESPACE/NAME",
            description =
                    "Another installation: its namespace and its OPERATOR_NAME, as in annotation operator-metrics/instance"
                            + " of what it made. Default: OPERATOR_NAMESPACE/OPERATOR_NAME.")
    private @Nullable String instance;

    public CleanupCommand(Settings settings, Operation operation) {
        this.settings = settings;
        this.operation = operation;
    }

    @Override
    public Integer call() throws Exception {
        return switch (settings.of(installation())) {
            case SettingsOutcome.Valid<OperatorSettings>(var valid, var warnings) -> run(valid, warnings);
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) ->
                SettingProblems.report(problems, spec.commandLine().getErr()::println);
        };
    }

    private Optional<InstallationName> installation() {
        if (instance == null) {
            return Optional.empty();
        }
        Optional<InstallationName> named = InstallationName.parse(instance);
        if (named.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--instance: \"%s\" (expected: NAMESPACE/NAME)".formatted(instance));
        }
        return named;
    }

    private int run(OperatorSettings valid, List<String> warnings) throws Exception {
        LogSetup.apply(valid.log());
        warnings.forEach(log::warn);
        Consumer<String> out = spec.commandLine().getOut()::println;
        return operation.run(valid, dryRun ? Effect.DRY_RUN : Effect.DELETE, out)
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }
}
