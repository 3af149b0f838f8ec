package io.operatormetrics.operator.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An API server on loopback that knows what {@link FakeObjects} holds: it answers discovery and lists, and a watch gets every object
 * once more and then stays open, as on a quiet cluster.
 */
public final class FakeCluster implements AutoCloseable {

    private final TrainingCertificates certificates;
    private final FakeObjects objects;
    private final HttpsServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);

    private FakeCluster(TrainingCertificates certificates, HttpsServer server) {
        this.certificates = certificates;
        this.objects = new FakeObjects(certificates);
        this.server = server;
    }

    public static FakeCluster start(TrainingCertificates certificates) throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.context()));
        FakeCluster cluster = new FakeCluster(certificates, server);
        server.createContext("/", cluster::answer);
        server.setExecutor(cluster.requests);
        server.start();
        return cluster;
    }

    /** The text of a kubeconfig file. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: training
                  cluster: {server: "https://localhost:%d", certificate-authority-data: "%s"}
                users:
                - name: training
                  user: {token: "none-is-needed"}
                contexts:
                - name: training
                  context: {cluster: training, user: training}
                current-context: training
                """.formatted(
                server.getAddress().getPort(), base64(certificates.authority().certificatePem()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            String query = uri.getQuery() == null ? "" : uri.getQuery();
            if (query.contains("watch=true")) {
                watch(exchange, objects.listed(uri.getPath(), query));
            } else if (query.isEmpty()) {
                send(exchange, objects.discovered(uri.getPath()));
            } else {
                send(exchange, list(objects.listed(uri.getPath(), query)));
            }
        }
    }

    private void watch(HttpExchange exchange, List<String> items) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        for (String item : items) {
            String event = "{\"type\":\"MODIFIED\",\"object\":" + item.replace("\n", "") + "}\n";
            body.write(event.getBytes(StandardCharsets.UTF_8));
        }
        body.flush();
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String list(List<String> items) {
        return "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + String.join(",", items) + "]}";
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Ends the watches too. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        requests.shutdownNow();
    }
}
