package io.operatormetrics.kubernetes.client;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class TokenFileTest {

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void isSentAndComesBeforeATokenInTheKubeconfig() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            sent.add(exchange.getRequestHeaders().getFirst("Authorization"));
            FakeApiServer.send(exchange, 200, "{}");
        });
        server.start();
        Files.writeString(folder.resolve("token"), "from-the-file\n");
        Path kubeconfig = Files.writeString(
                folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://localhost:%d"}}]
                users: [{name: other, user: {tokenFile: nowhere}}, {name: u, user: {token: fixed, tokenFile: token}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(server.getAddress().getPort()));
        try (KubernetesClient client = KubernetesClients.create(
                Config.fromKubeconfig(kubeconfig.toFile()), new PrometheusRegistry(), "operator")) {
            new KubernetesHttp(client).get("/", "application/json");
        } finally {
            server.stop(0);
        }
        assertThat(sent).containsExactly("Bearer from-the-file");
    }

    @Test
    void isReadAgainAndTheLastTokenKeptWhenItCannotBe() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first");
        TokenFile token = new TokenFile(file, nanos::get);
        assertThat(token.getToken()).isEqualTo("first");

        Files.writeString(file, "second");
        assertThat(token.getToken()).isEqualTo("first");
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(token.getToken()).isEqualTo("second");

        Files.delete(file);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(token.getToken()).isEqualTo("second");
    }
}
