package io.operatormetrics.it.harness;

import io.netty.pkitesting.X509Bundle;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Our program while it runs. */
public final class OperatorProcess implements AutoCloseable {

    private static final Pattern METRICS = Pattern.compile("metrics endpoint listening on (\\S+)");
    private static final Pattern HEALTH = Pattern.compile("health probes listening on (\\S+)");

    private static final Duration START = Duration.ofSeconds(60);

    private static final Duration STOP = Duration.ofSeconds(20);

    private final ChildProcess process;
    private final URI health;

    private OperatorProcess(ChildProcess process) {
        this.process = process;
        this.health = URI.create(process.awaitLine(HEALTH, START).group(1));
    }

    static OperatorProcess awaitHealth(ChildProcess process) {
        try {
            return new OperatorProcess(process);
        } catch (Throwable e) {
            process.close();
            throw e;
        }
    }

    /** Where it serves metrics, with the real port; waits until it does. */
    public URI metrics() {
        return URI.create(process.awaitLine(METRICS, START).group(1));
    }

    /** Where its probes are. */
    public URI health() {
        return health;
    }

    /** A client for one of its probes, for instance {@code /readyz}. */
    public MetricsClient probe(String path) {
        return MetricsClient.plain(health.resolve(path));
    }

    /** Waits until its probe says that it is ready. */
    public void awaitReady() {
        try (MetricsClient ready = probe("/readyz")) {
            await().atMost(START)
                    .untilAsserted(() -> assertThat(ready.get("").statusCode()).isEqualTo(200));
        }
    }

    /**
     * A client that presents that certificate and trusts servers of that CA. Waits until there is a set to serve: until then the endpoint
     * listens, and refuses everybody.
     */
    public MetricsClient client(Identity client, X509Bundle serverCa) {
        awaitLog("serving TLS with the certificate of");
        return MetricsClient.secure(metrics(), client, serverCa);
    }

    /** A client for an endpoint in plain HTTP. */
    public MetricsClient client() {
        return MetricsClient.plain(metrics());
    }

    public long pid() {
        return process.pid();
    }

    /** What it has logged so far. */
    public List<String> log() {
        return process.stderr();
    }

    public List<String> stdout() {
        return process.stdout();
    }

    /** Waits for a line of its log in which the pattern is found. */
    public String awaitLog(String pattern) {
        return process.awaitLine(Pattern.compile(".*" + pattern + ".*"), START).group();
    }

    /** Sends SIGTERM and returns at once. */
    public void terminate() {
        process.terminate();
    }

    /** Waits for it to end by itself and returns the exit status. */
    public int awaitExit() {
        return process.awaitExit(START);
    }

    /** Sends SIGTERM and returns the exit status. */
    public int stop() {
        return process.stop(STOP);
    }

    /** Sends SIGKILL, and returns before it has ended. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        stop();
    }
}
