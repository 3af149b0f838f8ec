package io.operatormetrics.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One run of {@code bin/demo}. */
public final class DemoRun implements AutoCloseable {

    /** Generous: the first start on a machine makes the operator's AOT cache. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Pattern OPERATOR = Pattern.compile("operator-metrics run, process (\\d+)");
    private static final Duration POLL = Duration.ofMillis(100);

    private final TempFolder log;
    private final Process process;
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    private DemoRun(TempFolder log, Process process) {
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param temporary where its temporary folder is to be
     */
    public static DemoRun start(Path temporary, String... arguments) throws IOException {
        // A shell that puts this build into the background makes it deaf to Ctrl-C, and all it starts.
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
        line.add(Programs.repository().resolve("bin/demo").toString());
        line.addAll(List.of(arguments));
        TempFolder log = TempFolder.create("demo");
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.path().resolve("output").toFile());
        builder.environment().put("TMPDIR", temporary.toString());
        return AtExit.open(() -> new DemoRun(log, builder.start()));
    }

    /** Standard output and standard error so far. */
    public String output() {
        try {
            return Files.readString(log.path().resolve("output"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says that. */
    public void awaitLine(String line) {
        await(line).pollInterval(POLL).atMost(TIMEOUT).until(() -> output().contains(line) || !process.isAlive());
        assertThat(output()).contains(line);
    }

    /** It and all that it has started, as far as this method and {@link #awaitExit} have seen. */
    public Set<ProcessHandle> family() {
        family.add(process.toHandle());
        process.descendants().forEach(family::add);
        return Set.copyOf(family);
    }

    /** The operator that it says it has started. */
    public ProcessHandle operator() {
        return OPERATOR.matcher(output())
                .results()
                .map(match -> Long.parseLong(match.group(1)))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operator runs:\n" + output()));
    }

    public void signal(String name) {
        Command.of("kill", "-" + name, Long.toString(process.pid())).run().out();
    }

    public int awaitExit() {
        await("bin/demo ends").pollInterval(POLL).atMost(TIMEOUT).until(() -> {
            family();
            return !process.isAlive();
        });
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        family().forEach(ProcessHandle::destroy);
        log.close();
        AtExit.forget(this);
    }
}
