package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import io.operatormetrics.benchmarks.load.Answer;
import io.operatormetrics.benchmarks.load.LoadClient;
import io.operatormetrics.benchmarks.load.Target;
import io.operatormetrics.benchmarks.load.Target.Encoding;
import io.operatormetrics.benchmarks.process.ProcessMemory;
import io.operatormetrics.benchmarks.process.Program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unchanged program, started by its launcher, and scraped over mutual TLS. */
final class OperatorProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("metrics endpoint listening on https://\\S*:(\\d+)/metrics");
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final Program program;
    private final LoadClient client;
    private final long started;

    private OperatorProcess(Program program, LoadClient client, long started) {
        this.program = program;
        this.client = client;
        this.started = started;
    }

    /**
     * Starts {@code run}; returns at once.
     *
     * @param client shows the certificate that the endpoint asks for; stays the caller's
     * @param added to the environment, beside the settings
     */
    static OperatorProcess start(ClusterSetup setup, LoadClient client, Map<String, String> added) throws IOException {
        Path certificates = setup.certificates();
        Map<String, String> environment = new HashMap<>(Map.of(
                "KUBECONFIG", setup.kubeconfig().toString(),
                "OPERATOR_NAMESPACE", "default",
                "METRICS_ENABLED", "true",
                "METRICS_SCHEME", "https",
                "METRICS_HOST", "127.0.0.1",
                "METRICS_PORT", "0",
                "METRICS_TLS_CERT_FILE", certificates.resolve("server.crt").toString(),
                "METRICS_TLS_KEY_FILE", certificates.resolve("server.key").toString(),
                "METRICS_TLS_CA_FILE", certificates.resolve("ca.crt").toString()));
        environment.putAll(Map.of(
                "HEALTH_HOST", "127.0.0.1", "HEALTH_PORT", "0", "MONITORING", "never", "LEADER_ELECTION", "false"));
        environment.putAll(added);
        long started = System.nanoTime();
        Program program = Program.start(
                "operator-metrics",
                List.of(setup.launcher().toString(), "run"),
                environment,
                setup.scratch().resolve("operator-" + started));
        return new OperatorProcess(program, client, started);
    }

    /** The time from its start to the end of the first scrape that was answered. */
    Duration firstScrape() throws IOException {
        return scraped("is scraped", text -> true);
    }

    /** The time from its start to the end of the first scrape that has so many series of watched Secrets. */
    Duration firstScrapeWith(int secrets) throws IOException {
        return scraped("serves " + secrets + " Secrets", text -> count(text) == secrets);
    }

    ProcessMemory memory() throws IOException {
        return program.memory();
    }

    /** Where it listens; empty before it does. */
    Optional<InetSocketAddress> address() throws IOException {
        Matcher address = ADDRESS.matcher(program.output());
        return address.find()
                ? Optional.of(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address.group(1))))
                : Optional.empty();
    }

    /** Returns once the condition holds; throws, with the program's output, when it ends before or takes too long. */
    void await(String what, BooleanSupplier condition) throws IOException {
        program.await(what, TIMEOUT, condition);
    }

    /** One scrape; empty when it is refused or not there yet. */
    Optional<String> scrape() {
        try {
            Optional<InetSocketAddress> address = address();
            if (address.isEmpty()) {
                return Optional.empty();
            }
            Answer answer = client.fetch(new Target("operator-metrics", address.get(), "/metrics", Encoding.IDENTITY));
            return answer.status() == 200
                    ? Optional.of(answer.body().toString(StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (BenchmarkFailure refused) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more scrape, after a while; throws when it is not answered. */
    void scrapeAfter(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
        if (scrape().isEmpty()) {
            throw new BenchmarkFailure("operator-metrics no longer answers; its output:\n" + program.output());
        }
    }

    @Override
    public void close() {
        program.close();
    }

    private Duration scraped(String what, Predicate<String> enough) throws IOException {
        program.await(what, TIMEOUT, () -> scrape().filter(enough).isPresent());
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static long count(String text) {
        return text.lines()
                .filter(line -> line.startsWith(WatchedSecrets.FAMILY + "{"))
                .count();
    }
}
