package io.operatormetrics.benchmarks.process;

import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A program that runs beside this one, until it is closed or this one ends. */
public final class Program implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private Program(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        RUNNING.add(process);
    }

    /**
     * Starts it in that folder, which is made and takes its output as {@code output.log}.
     *
     * @param environment added to this process's own
     */
    public static Program start(String name, List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Program(name, builder.start(), log);
    }

    /** A loopback port that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String name() {
        return name;
    }

    /** All that it has written so far. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Whether a line of it begins so. */
    public boolean hasWritten(String beginning) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.anyMatch(line -> line.startsWith(beginning));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it run on for a while; throws when it ends before. */
    public void runFor(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        await("runs on", time.multipliedBy(2), () -> System.nanoTime() > end);
    }

    /** What it has used so far, its child processes included. */
    public Duration cpuTime() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Of the process alone, without children. */
    public ProcessMemory memory() throws IOException {
        return ProcessMemory.of(process.pid());
    }

    /** Returns once it accepts connections there. */
    public void awaitListening(InetSocketAddress address, Duration timeout) throws IOException {
        await("listens on " + address, timeout, () -> accepts(address));
    }

    /** Returns once the condition holds; throws, with the program's output, when it ends before or takes too long. */
    public void await(String what, Duration timeout, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw failure("has ended with status " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw failure("after " + timeout.toSeconds() + " s it is not true that it " + what);
            }
            pause();
        }
    }

    /** Asks it to end; kills it when it has not after 15 seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            RUNNING.remove(process);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private BenchmarkFailure failure(String what) throws IOException {
        return new BenchmarkFailure(name + " " + what + "; its output:\n" + output());
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }
}
