package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.server.settings.SettingsOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs the operator until it is stopped, unless its configuration cannot be used. Needs no parser of command lines: that of
 * picocli takes a third of a second to load, since its classes are of a format too old for an AOT cache.
 */
public final class Run {

    /** Runs the operator and returns the exit status. */
    @FunctionalInterface
    public interface Operation {
        int run(OperatorSettings settings, List<String> warnings) throws Exception;
    }

    static final String NAME = "run";

    private static final Logger log = LoggerFactory.getLogger(Run.class);

    private final Supplier<SettingsOutcome<OperatorSettings>> settings;
    private final Operation operation;

    public Run(Supplier<SettingsOutcome<OperatorSettings>> settings, Operation operation) {
        this.settings = settings;
        this.operation = operation;
    }

    /** Whether these arguments ask for this and nothing else, so that there is nothing to parse. */
    public static boolean isAllOf(String... arguments) {
        return Arrays.equals(arguments, new String[] {NAME});
    }

    /**
     * Returns the exit status.
     *
     * @param err gets a line for each setting that cannot be used
     */
    public int execute(Consumer<String> err) {
        return switch (settings.get()) {
            case SettingsOutcome.Valid<OperatorSettings>(var valid, var warnings) -> run(valid, warnings);
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> SettingProblems.report(problems, err);
        };
    }

    private int run(OperatorSettings valid, List<String> warnings) {
        try {
            return operation.run(valid, warnings);
        } catch (Exception e) {
            log.error("failed", e);
            return ExitCode.SOFTWARE;
        }
    }
}
