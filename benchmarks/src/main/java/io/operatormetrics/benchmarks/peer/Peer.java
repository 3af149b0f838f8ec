package io.operatormetrics.benchmarks.peer;

import java.io.IOException;
import java.util.List;

/** A server to compare: a name for the tables, whether its series can change, and how to start it. */
public record Peer(String name, Content content, Command command) {

    /** Where its answers come from. */
    public enum Content {
        /** Series in memory, which change on request. */
        LIVE,
        /** Files, made beforehand. */
        FIXED
    }

    /** Prepares what the server needs and says how to start it in the foreground. */
    @FunctionalInterface
    public interface Command {
        List<String> prepare(PeerSetup setup) throws IOException;
    }
}
