package io.operatormetrics.operator.cli;

import io.operatormetrics.server.settings.SettingProblem;
import picocli.CommandLine.ExitCode;

import java.util.List;
import java.util.function.Consumer;

/** How every command answers to settings that cannot be used. */
final class SettingProblems {

    private SettingProblems() {}

    /** Prints a line for each and returns the exit status. */
    static int report(List<SettingProblem> problems, Consumer<String> err) {
        problems.forEach(problem -> err.accept(problem.line()));
        return ExitCode.USAGE;
    }
}
