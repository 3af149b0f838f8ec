package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.benchmarks.process.Program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A peer that accepts connections. */
public record RunningPeer(String name, Program program, InetSocketAddress address) implements AutoCloseable {

    private static final Duration TIME_TO_START = Duration.ofSeconds(60);

    /**
     * Starts the peer and waits until it listens.
     *
     * @param prefix put before its command: {@code taskset -c 1}; may be empty
     */
    public static RunningPeer start(Peer peer, PeerSetup setup, List<String> prefix) throws IOException {
        Files.createDirectories(setup.scratch());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(peer.command().prepare(setup));
        Program program = Program.start(peer.name(), command, Map.of(), setup.scratch());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port());
        try {
            program.awaitListening(address, TIME_TO_START);
        } catch (RuntimeException failure) {
            program.close();
            throw failure;
        }
        return new RunningPeer(peer.name(), program, address);
    }

    @Override
    public void close() {
        program.close();
    }
}
