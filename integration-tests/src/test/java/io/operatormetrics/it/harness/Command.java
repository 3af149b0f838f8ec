package io.operatormetrics.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A tool that runs, says something and ends. */
public record Command(List<String> line) {

    private static final int TIMEOUT_SECONDS = 180;

    public Command {
        line = List.copyOf(line);
    }

    /** What it said, byte for byte where it matters: {@code stdout} is ISO 8859-1. */
    public record Result(Command command, int exit, String stdout, String stderr) {

        /** The output of a run that must have ended well. */
        public String out() {
            assertThat(exit).as("%s%n%s%s", command, stdout, stderr).isZero();
            return stdout;
        }
    }

    /** A tool of the system with its arguments. */
    public static Command of(String tool, String... arguments) {
        return of(tool, List.of(arguments));
    }

    public static Command of(String tool, List<String> arguments) {
        return starting(Programs.onPath(tool).toString(), arguments);
    }

    /** The {@code kubectl} that came with the API server. */
    public static Command kubectl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--cache-dir=" + KubectlCache.FOLDER.path()));
        all.addAll(List.of(arguments));
        return starting(Programs.kubernetes("kubectl").toString(), all);
    }

    /** What kubectl learns of an API server would stay in the home folder for good. */
    private static final class KubectlCache {
        private static final TempFolder FOLDER = TempFolder.create("kubectl");
    }

    private static Command starting(String program, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(program);
        line.addAll(arguments);
        return new Command(line);
    }

    public Result run() {
        return run("");
    }

    /** Runs it with that standard input. */
    public Result run(String input) {
        try {
            Process process = new ProcessBuilder(line).start();
            var stdout =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()), Thread::startVirtualThread);
            var stderr =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), Thread::startVirtualThread);
            feed(process, input);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(this + " did not end within " + TIMEOUT_SECONDS + " s: " + stderr.join());
            }
            return new Result(this, process.exitValue(), stdout.join(), stderr.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void feed(Process process, String input) throws IOException {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            // It ended without reading all: its exit status says more than the broken pipe.
        }
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", line);
    }
}
