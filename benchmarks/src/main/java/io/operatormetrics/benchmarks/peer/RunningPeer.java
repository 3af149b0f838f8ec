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
import java.util.Optional;

/**
 * A peer that accepts connections.
 *
 * @param control where it takes orders to change a series; empty when it cannot
 */
public record RunningPeer(String name, Program program, InetSocketAddress address, Optional<InetSocketAddress> control)
        implements AutoCloseable {

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
        InetSocketAddress address = local(setup.port());
        Optional<InetSocketAddress> control =
                peer.content() == Peer.Content.LIVE ? Optional.of(local(setup.controlPort())) : Optional.empty();
        try {
            program.awaitListening(address, TIME_TO_START);
            if (control.isPresent()) {
                program.awaitListening(control.get(), TIME_TO_START);
            }
        } catch (RuntimeException failure) {
            program.close();
            throw failure;
        }
        return new RunningPeer(peer.name(), program, address, control);
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        program.close();
    }
}
