package io.operatormetrics.benchmarks.peer;

import java.io.IOException;
import java.util.List;

/** A server to compare: a name for the tables, and how to start it. */
public record Peer(String name, Command command) {

    /** Prepares what the server needs and says how to start it in the foreground. */
    @FunctionalInterface
    public interface Command {
        List<String> prepare(PeerSetup setup) throws IOException;
    }
}
