package io.operatormetrics.operator.cli;

import io.operatormetrics.server.settings.SettingProblem;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.util.List;

/** How every command answers to settings that cannot be used. */
final class Mistakes {

    private Mistakes() {}

    /** Prints a line for each and returns the exit status. */
    static int report(List<SettingProblem> problems, CommandSpec command) {
        PrintWriter err = command.commandLine().getErr();
        problems.forEach(problem -> err.println(problem.line()));
        return CommandLine.ExitCode.USAGE;
    }
}
