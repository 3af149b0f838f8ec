package io.operatormetrics.demo.process;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that runs beside the demo and never outlives it; what it prints goes to a log file. */
public final class ChildProcess implements AutoCloseable {

    /** More than any of our programs takes to say goodbye. */
    private static final Duration GOODBYE = Duration.ofSeconds(15);

    private static final int REMEMBERED_LINES = 20;

    private final String name;
    private final List<String> commandLine;
    private final Map<String, String> environment;
    private final Path folder;
    private final Path log;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private @Nullable Process process;
    private volatile boolean closed;

    /**
     * Starts nothing yet.
     *
     * @param name for people, and of the log file
     * @param environment all of it: nothing is inherited
     * @param folder where it runs and its log is written
     */
    public ChildProcess(String name, List<String> commandLine, Map<String, String> environment, Path folder) {
        this.name = name;
        this.commandLine = List.copyOf(commandLine);
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.log = folder.resolve(name + ".log");
    }

    /**
     * Starts it.
     *
     * @param listener is called with each line, on a thread of its own
     */
    public synchronized void start(Consumer<String> listener) {
        if (closed) {
            throw new DemoFailure("interrupted");
        }
        ProcessBuilder builder =
                new ProcessBuilder(commandLine).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process started = builder.start();
            process = started;
            Thread.ofVirtual().name(name + " output").start(() -> read(started, listener));
        } catch (IOException e) {
            throw new DemoFailure("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Its process id; 0 before it was started. */
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    public Path log() {
        return log;
    }

    /** The last it said, at most 20 lines. */
    public String lastLines() {
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }

    /** Completes, when it has ended by itself or otherwise, with how: status and last lines. */
    public CompletableFuture<String> ended() {
        return ended;
    }

    private void read(Process started, Consumer<String> listener) {
        try {
            copyLines(started, listener);
            ended.complete(
                    "%s ended with status %d; the last it said:%n%s".formatted(name, started.waitFor(), lastLines()));
        } catch (IOException e) {
            ended.completeExceptionally(new UncheckedIOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.completeExceptionally(e);
        }
    }

    private void copyLines(Process started, Consumer<String> listener) throws IOException {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
                BufferedWriter copy = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                remember(line);
                listener.accept(line);
            }
        } catch (IOException e) {
            // Ending a process closes what it says to us, maybe between two lines.
            if (!closed) {
                throw e;
            }
        }
    }

    private void remember(String line) {
        synchronized (lastLines) {
            lastLines.addLast(line);
            if (lastLines.size() > REMEMBERED_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    /** Asks it to end, and everything that it started; kills what has not ended in time. */
    @Override
    public synchronized void close() {
        closed = true;
        if (process == null) {
            return;
        }
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        family.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return name;
    }
}
