package io.operatormetrics.demo;

import java.util.List;
import java.util.Set;

/** What the command line asks for. */
sealed interface DemoArguments {

    String USAGE = """
            Usage: bin/demo [--once] [--real]

            Starts an API server with sample objects and the unchanged `operator-metrics run` watching it, scrapes the
            metrics over mutual TLS, and stays up until Ctrl-C. Needs no cluster. All it writes is in one temporary
            folder, which is removed at the end.

              --once   end after the scrape: with 0 when it went well, else with 1
              --real   a real kube-apiserver and etcd instead of the in-memory API server
              --help   this text
            """;

    /**
     * The demo itself.
     *
     * @param once end after the scrape
     * @param real a real kube-apiserver
     */
    record Run(boolean once, boolean real) implements DemoArguments {}

    /** The text above. */
    record Help() implements DemoArguments {}

    /**
     * A problem.
     *
     * @param argument the first that is not known
     */
    record Unknown(String argument) implements DemoArguments {}

    static DemoArguments parse(List<String> arguments) {
        Set<String> known = Set.of("--once", "--real", "--help", "-h");
        for (String argument : arguments) {
            if (!known.contains(argument)) {
                return new Unknown(argument);
            }
        }
        if (arguments.contains("--help") || arguments.contains("-h")) {
            return new Help();
        }
        return new Run(arguments.contains("--once"), arguments.contains("--real"));
    }
}
