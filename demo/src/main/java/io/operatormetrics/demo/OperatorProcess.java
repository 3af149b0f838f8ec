package io.operatormetrics.demo;

import io.operatormetrics.demo.process.ChildProcess;
import io.operatormetrics.demo.process.DemoFailure;
import io.operatormetrics.demo.process.Waiting;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unchanged {@code operator-metrics run} as a child process, configured by its environment. */
final class OperatorProcess implements AutoCloseable {

    private static final Pattern LOG_LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");
    private static final Pattern LISTENING = Pattern.compile("metrics endpoint listening on (https?://\\S+)");
    private static final Pattern PROBES = Pattern.compile("health probes listening on (http://\\S+)");
    /** Much more than it takes: the first start also makes the AOT cache. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** What else of the demo's own environment the launcher and its JVM may need. */
    private static final List<String> INHERITED = List.of(
            "PATH",
            "HOME",
            "JAVA_HOME",
            "LANG",
            "LC_ALL",
            "XDG_CACHE_HOME",
            "OPERATOR_METRICS_JAVA_OPTS",
            // Set inside a Maven build, where the launcher must not start another.
            "MAVEN_PROJECTBASEDIR",
            "MAVEN_CMD_LINE_ARGS");

    private final ChildProcess process;
    private boolean logging;
    private volatile @Nullable URI endpoint;
    private volatile @Nullable URI probes;

    OperatorProcess(Path launcher, Path kubeconfig, Path folder, Map<String, String> ownEnvironment) {
        process = new ChildProcess(
                "operator",
                List.of(launcher.toString(), "run"),
                environment(kubeconfig, folder, ownEnvironment),
                folder);
    }

    /** The settings; every other one keeps its default, whatever the demo itself was started with. */
    static Map<String, String> settings(Path kubeconfig) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("KUBECONFIG", kubeconfig.toString());
        settings.put("METRICS_ENABLED", "true");
        settings.put("METRICS_SCHEME", "https");
        settings.put("METRICS_HOST", "127.0.0.1");
        settings.put("METRICS_PORT", "0");
        settings.put("HEALTH_HOST", "127.0.0.1");
        settings.put("HEALTH_PORT", "0");
        settings.put("MONITORING", "never");
        settings.put("LEADER_ELECTION", "false");
        return settings;
    }

    private static Map<String, String> environment(Path kubeconfig, Path folder, Map<String, String> own) {
        Map<String, String> environment = settings(kubeconfig);
        // The launcher makes a log while it builds something.
        environment.put("TMPDIR", folder.toString());
        INHERITED.stream().filter(own::containsKey).forEach(name -> environment.put(name, own.get(name)));
        return environment;
    }

    /**
     * Blocks until it is ready: its watches are synced and its certificates are loaded.
     *
     * @param news takes what the launcher says before the operator logs anything: that it builds something, and how far it is
     * @return the address of its metrics
     */
    URI start(Consumer<String> news) {
        process.start(line -> listen(line, news));
        try (HttpClient client = HttpClient.newHttpClient()) {
            Waiting.until(
                    () -> "the operator was ready; the last it said:\n" + process.lastLines(),
                    TIMEOUT,
                    () -> isReady(client));
        }
        return Objects.requireNonNull(endpoint);
    }

    ChildProcess process() {
        return process;
    }

    private void listen(String line, Consumer<String> news) {
        logging |= LOG_LINE.matcher(line).matches();
        if (!logging) {
            news.accept(line);
        }
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
            endpoint = URI.create(listening.group(1));
        }
        Matcher probing = PROBES.matcher(line);
        if (probing.find()) {
            probes = URI.create(probing.group(1));
        }
    }

    private boolean isReady(HttpClient client) {
        if (process.ended().isDone()) {
            throw new DemoFailure(process.ended().join());
        }
        URI address = probes;
        if (endpoint == null || address == null) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            throw new DemoFailure("the operator does not answer on " + address + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
