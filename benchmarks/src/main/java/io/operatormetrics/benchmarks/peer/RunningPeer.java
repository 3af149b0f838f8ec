package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.benchmarks.load.LoadFailure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer's process. */
public final class RunningPeer implements AutoCloseable {

    private static final Duration TIME_TO_START = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final InetSocketAddress address;
    private final Path log;

    private RunningPeer(String name, Process process, InetSocketAddress address, Path log) {
        this.name = name;
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /**
     * Starts the peer and waits until it accepts connections.
     *
     * @param prefix put before its command: {@code taskset -c 1}; may be empty
     */
    public static RunningPeer start(Peer peer, PeerSetup setup, List<String> prefix) throws IOException {
        Files.createDirectories(setup.scratch());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(peer.command().prepare(setup));
        Path log = setup.scratch().resolve("output.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port());
        RunningPeer running = new RunningPeer(peer.name(), process, address, log);
        try {
            running.awaitListening();
        } catch (LoadFailure failure) {
            running.close();
            throw failure;
        }
        return running;
    }

    /** A port that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String name() {
        return name;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** What it has used so far, its child processes included. */
    public Duration cpuTime() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        while (!listens()) {
            if (!process.isAlive()) {
                throw failure("ended with status " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw failure("does not listen on " + address + " after " + TIME_TO_START.toSeconds() + " s");
            }
            pause();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private LoadFailure failure(String what) throws IOException {
        return new LoadFailure(name + " " + what + "; its output:\n" + Files.readString(log));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailure("interrupted", e);
        }
    }
}
