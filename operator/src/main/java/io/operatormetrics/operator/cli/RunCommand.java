package io.operatormetrics.operator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@link Run} as a part of the command line, with its help. */
@Command(
        name = Run.NAME,
        description = "Watches the cluster and serves its metrics, until SIGTERM.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    private final Run run;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public RunCommand(Run run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return run.execute(spec.commandLine().getErr()::println);
    }
}
