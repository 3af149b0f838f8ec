package io.operatormetrics.operator.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** For the launcher, which makes the JVM's AOT cache from what this loads; of no use to people, so no help lists it. */
@Command(name = "aot-training", description = "Rehearses the start, for the JVM's AOT cache.", hidden = true)
public final class AotTrainingCommand implements Callable<Integer> {

    /** Rehearses the start; throws when that did not go as it should. */
    @FunctionalInterface
    public interface Rehearsal {
        void run() throws Exception;
    }

    private final Rehearsal rehearsal;

    public AotTrainingCommand(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    @Override
    public Integer call() throws Exception {
        rehearsal.run();
        return CommandLine.ExitCode.OK;
    }
}
