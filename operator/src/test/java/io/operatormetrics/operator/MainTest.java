package io.operatormetrics.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The program as a process of its own. */
@Timeout(60)
class MainTest {

    private static final String NOBODY = "http://127.0.0.1:1";
    private static final Pattern HEALTH = Pattern.compile("health probes listening on (http://[^\\s\"]+)");

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void endsWithTwoAndALineForEachProblems() throws Exception {
        Process process = start(Map.of("METRICS_PORT", "94x4", "LOG_FORMAT", "xml"));
        assertThat(process.errorReader().lines())
                .containsExactly(
                        "METRICS_PORT: \"94x4\" (expected: 0-65535)", "LOG_FORMAT: \"xml\" (expected: text or json)");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void doesNotLoadTheCommandLineParserToRun() throws Exception {
        Path loaded = folder.resolve("loaded");
        Process process = start(Map.of("METRICS_PORT", "94x4"), "-Xlog:class+load:file=" + loaded);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(loaded))
                .contains(" io.operatormetrics.operator.cli.Run ")
                .doesNotContain(" picocli.");
    }

    @Test
    void endsWithOneAndALineThatNamesTheAddressItCannotListenOn() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Process process = start(Map.of("HEALTH_HOST", "127.0.0.1", "HEALTH_PORT", port));
            List<String> log = process.errorReader().lines().toList();
            assertThat(log)
                    .filteredOn(line -> line.contains("ERROR"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("cannot start: health probes: ", "127.0.0.1:" + port));
            assertThat(log).noneMatch(line -> line.contains("Exception") || line.startsWith("\t"));
            assertThat(process.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void isReadyWithoutMetricsAndEndsWithZeroOnSigterm() throws Exception {
        List<String> lines = new ArrayList<>();
        try (FakeApiServer api = emptyCluster()) {
            Process process = start(Map.of(
                    "HEALTH_HOST",
                    "127.0.0.1",
                    "HEALTH_PORT",
                    "0",
                    "LOG_FORMAT",
                    "json",
                    "KUBECONFIG",
                    kubeconfig(api.config().getMasterUrl()).toString()));
            BufferedReader log = process.errorReader();
            awaitAnswer(200, awaitHealth(log, lines) + "/readyz");

            process.toHandle().destroy();

            assertThat(process.waitFor()).isZero();
            log.lines().forEach(lines::add);
        }
        ObjectMapper json = new ObjectMapper();
        for (String line : lines) {
            JsonNode event = json.readTree(line);
            assertThat(event.get("level").asText()).as(line).isEqualTo("INFO");
        }
        assertThat(lines).last().asString().contains("\"message\":\"stopped\"");
    }

    @Test
    void isNotReadyWhileClusterAndPairAreMissingAndStillEndsWell() throws Exception {
        Process process = start(Map.of(
                "METRICS_ENABLED", "true",
                "METRICS_SCHEME", "https",
                "METRICS_HOST", "127.0.0.1",
                "METRICS_PORT", "0",
                "METRICS_TLS_CERT_FILE", folder.resolve("tls.crt").toString(),
                "HEALTH_HOST", "127.0.0.1",
                "HEALTH_PORT", "0",
                "KUBECONFIG", kubeconfig(NOBODY).toString()));
        BufferedReader log = process.errorReader();
        String health = awaitHealth(log, new ArrayList<>());
        String line = log.readLine();
        while (!line.contains("metrics endpoint listening on https://127.0.0.1:")) {
            line = Objects.requireNonNull(log.readLine(), "ended without a metrics endpoint");
        }
        awaitAnswer(200, health + "/livez");
        await().untilAsserted(() -> assertThat(get(health + "/readyz"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                .satisfies(answer -> assertThat(answer.body())
                        .contains("server certificate: missing\n", "tls_certificate: ")
                        .doesNotContain(folder.toString(), "tls.crt")));

        process.toHandle().destroy();

        assertThat(process.waitFor()).isZero();
    }

    /** All that a program without metrics looks at is served, and there is nothing. */
    private static FakeApiServer emptyCluster() {
        FakeApiServer api = new FakeApiServer();
        api.resource("/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
        api.resource("/apis/apiregistration.k8s.io/v1/apiservices");
        api.resource("/api/v1/namespaces/tigera-operator/configmaps");
        return api;
    }

    private Path kubeconfig(String server) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {}}]
                current-context: c
                """.formatted(server));
    }

    private static String awaitHealth(BufferedReader log, List<String> lines) throws IOException {
        while (true) {
            String line = Objects.requireNonNull(log.readLine(), () -> "ended without probes: " + lines);
            lines.add(line);
            Matcher health = HEALTH.matcher(line);
            if (health.find()) {
                return health.group(1);
            }
        }
    }

    private static void awaitAnswer(int code, String url) {
        await().untilAsserted(() -> assertThat(get(url).statusCode()).isEqualTo(code));
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private Process start(Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> inherited = builder.environment();
        inherited.clear();
        inherited.putAll(environment);
        if (!environment.containsKey("KUBECONFIG")) {
            // The user who runs the tests may have a cluster.
            inherited.put("KUBECONFIG", kubeconfig(NOBODY).toString());
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
