package io.operatormetrics.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A real Alertmanager, which sends nothing to anybody. */
public final class Alertmanager implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final TempFolder folder = TempFolder.create("alertmanager");
    private final int port = FreePort.find();
    private final ChildProcess process;

    private Alertmanager(String configuration) {
        folder.write("alertmanager.yml", configuration);
        process = ChildProcess.start(
                "alertmanager",
                List.of(
                        Programs.onPath("alertmanager").toString(),
                        "--config.file=alertmanager.yml",
                        "--storage.path=data",
                        "--web.listen-address=:" + port,
                        // It is the only one.
                        "--cluster.listen-address="),
                folder.path(),
                Map.of());
    }

    /** Starts one with that configuration, on all addresses; returns when it is ready. */
    public static Alertmanager start(String configuration) {
        Alertmanager alertmanager = new Alertmanager(configuration);
        await("alertmanager is ready")
                .pollInterval(Duration.ofMillis(100))
                .failFast("it runs", alertmanager.process::checkAlive)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(alertmanager.get("/-/ready")).isNotEmpty());
        return alertmanager;
    }

    public int port() {
        return port;
    }

    /** The alerts of that name that it has now, as its API describes them: labels, annotations, receivers. */
    public List<JsonNode> alerts(String name) {
        try {
            return JSON.readTree(get("/api/v2/alerts"))
                    .valueStream()
                    .filter(alert -> alert.at("/labels/alertname").asText().equals(name))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
