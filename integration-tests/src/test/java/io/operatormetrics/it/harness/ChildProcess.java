package io.operatormetrics.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A program that runs beside the tests; its output is kept line by line. */
public final class ChildProcess implements AutoCloseable {

    private final String name;
    private final Process process;
    private final List<String> stdout = new CopyOnWriteArrayList<>();
    private final List<String> stderr = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.readers = List.of(
                Thread.ofVirtual().start(() -> collect(process.getInputStream(), stdout)),
                Thread.ofVirtual().start(() -> collect(process.getErrorStream(), stderr)));
    }

    /** Starts it in that folder with exactly that environment. */
    static ChildProcess start(String name, List<String> line, Path folder, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return AtExit.open(() -> new ChildProcess(name, builder.start()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Fails with all that it said when it has ended. */
    void checkAlive() {
        if (!process.isAlive()) {
            joinReaders();
            throw new AssertionError("%s ended with status %d:%n%s%n%s"
                    .formatted(name, process.exitValue(), String.join("\n", stderr), String.join("\n", stdout)));
        }
    }

    public List<String> stdout() {
        return List.copyOf(stdout);
    }

    public List<String> stderr() {
        return List.copyOf(stderr);
    }

    /** Waits for a line on standard error in which the pattern is found. */
    MatchResult awaitLine(Pattern pattern, Duration timeout) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(timeout)
                .untilAsserted(() -> assertThat(find(pattern).isPresent() || !process.isAlive())
                        .as("%s says \"%s\" on stderr; so far:%n%s", name, pattern, String.join("\n", stderr))
                        .isTrue());
        if (!process.isAlive()) {
            joinReaders();
        }
        return find(pattern)
                .orElseThrow(() -> new AssertionError("%s ended with status %d without \"%s\" on stderr:%n%s"
                        .formatted(name, process.exitValue(), pattern, String.join("\n", stderr))));
    }

    private Optional<MatchResult> find(Pattern pattern) {
        return stderr.stream().flatMap(line -> pattern.matcher(line).results()).findFirst();
    }

    /** Sends SIGTERM and returns the exit status; 137 when it had to be killed after all that timeout. */
    public int stop(Duration timeout) {
        terminate();
        endsWithin(timeout);
        return status();
    }

    /** Waits for it to end by itself and returns the exit status; fails with all that it said when it does not. */
    public int awaitExit(Duration timeout) {
        boolean ended = endsWithin(timeout);
        int status = status();
        if (!ended) {
            throw new AssertionError(
                    "%s did not end within %s:%n%s".formatted(name, timeout, String.join("\n", stderr)));
        }
        return status;
    }

    private boolean endsWithin(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its exit status; it is killed when it has not ended. */
    private int status() {
        try {
            kill();
            int status = process.waitFor();
            joinReaders();
            return status;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            AtExit.forget(this);
        }
    }

    /** Sends SIGTERM and returns at once. */
    public void terminate() {
        // Not Process.destroy(): that closes the streams too, and the last words are lost.
        process.toHandle().destroy();
    }

    /** Sends SIGKILL: no goodbye. */
    public void kill() {
        process.destroyForcibly();
    }

    void killUnlessEndedWithin(Duration patience) {
        if (!endsWithin(patience)) {
            kill();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(12));
    }

    /** What an ended process wrote is complete only after this. */
    private void joinReaders() {
        try {
            for (Thread reader : readers) {
                // A grandchild may hold the pipe open.
                reader.join(Duration.ofSeconds(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void collect(InputStream stream, List<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = reader.readLine()) != null; ) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(reading stopped: " + e + ")");
        }
    }

    @Override
    public String toString() {
        return name + " (pid " + process.pid() + ")";
    }
}
