package io.operatormetrics.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A real Prometheus that scrapes over mutual TLS. */
public final class Prometheus implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIGURATION = "configuration";
    private static final String MAIN = "prometheus.yml";

    private final HttpClient http = HttpClient.newHttpClient();
    private final TempFolder folder = TempFolder.create("prometheus");
    private final URI url = URI.create("http://127.0.0.1:" + FreePort.find());
    private final ChildProcess process;

    private Prometheus(PrometheusConfiguration configuration) {
        write(configuration);
        List<String> line = List.of(
                Programs.onPath("prometheus").toString(),
                "--config.file=" + CONFIGURATION + "/" + MAIN,
                "--storage.tsdb.path=data",
                "--web.listen-address=" + url.getAuthority(),
                "--web.enable-lifecycle",
                "--log.level=warn");
        process = ChildProcess.start("prometheus", line, folder.path(), Map.of());
    }

    /**
     * Starts one that scrapes one target; the certificate is its own, the CA is what it trusts the target by. Less than a second between
     * scrapes is made of several targets, distinguished by label {@code lane}.
     *
     * @param protocols the formats that it asks for, for instance {@code PrometheusProto}; none: those that it asks for by itself
     */
    public static Prometheus scraping(
            URI target, Identity client, String serverCaPem, Duration interval, String... protocols) {
        return start(PrometheusConfiguration.ofTarget(target, client, serverCaPem, interval)
                .asking(List.of(protocols)));
    }

    /** Starts one, and returns when it is ready. */
    public static Prometheus start(PrometheusConfiguration configuration) {
        Prometheus prometheus = new Prometheus(configuration);
        await("prometheus is ready")
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(30))
                .failFast("it runs", prometheus.process::checkAlive)
                .ignoreExceptions()
                .until(() -> prometheus.get("/-/ready").contains("Ready"));
        return prometheus;
    }

    /**
     * Goes on with another configuration; targets and series that are in both stay as they are. One that it cannot use, say for a CA that is
     * none, it refuses, and goes on with the one that it has.
     */
    public void reload(PrometheusConfiguration configuration) {
        write(configuration);
        HttpResponse<String> answer = send(request("/-/reload").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 500);
    }

    private void write(PrometheusConfiguration configuration) {
        Map<String, String> files = new HashMap<>(configuration.files());
        files.put(MAIN, configuration.main());
        folder.swap(CONFIGURATION, files);
    }

    /** The vector that an expression gives now; without the labels that Prometheus adds to tell targets apart. */
    public List<Sample> query(String expression) {
        JsonNode answer = json(get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
        List<Sample> samples = new ArrayList<>();
        answer.path("data").path("result").forEach(element -> samples.add(sample(element)));
        return List.copyOf(samples);
    }

    /** The value of an expression that gives one series. */
    public double value(String expression) {
        List<Sample> samples = query(expression);
        assertThat(samples).as(expression).hasSize(1);
        return samples.getFirst().value();
    }

    /** How the targets of that job, by its name in the configuration, do: 1 or 0; not those that are not scraped yet. */
    public List<Double> up(String job) {
        List<Double> up = new ArrayList<>();
        json(get("/api/v1/targets?state=active&scrapePool=" + URLEncoder.encode(job, StandardCharsets.UTF_8)))
                .path("data")
                .path("activeTargets")
                .forEach(target -> {
                    switch (target.path("health").asText()) {
                        case "up" -> up.add(1.0);
                        case "down" -> up.add(0.0);
                        default -> {}
                    }
                });
        return List.copyOf(up);
    }

    /** Why the last scrape of the target failed; empty when it did not. */
    public String lastError() {
        return json(get("/api/v1/targets"))
                .path("data")
                .path("activeTargets")
                .path(0)
                .path("lastError")
                .asText();
    }

    private static Sample sample(JsonNode element) {
        SortedMap<String, String> labels = new TreeMap<>();
        element.path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        String name = labels.getOrDefault("__name__", "");
        labels.keySet().removeAll(List.of("__name__", "job", "instance", "lane"));
        return new Sample(
                name, labels, Double.parseDouble(element.path("value").path(1).asText()));
    }

    private String get(String path) {
        return send(request(path)).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        http.shutdownNow();
        process.kill();
        process.awaitExit(Duration.ofSeconds(10));
        folder.close();
    }
}
