package io.operatormetrics.demo.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.operatormetrics.demo.process.DemoFailure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before fabric8's in-memory API server and adds what our operator needs and it does not have: watches as plain HTTP (it knows
 * websockets only), and answers of metadata alone where a request accepts nothing else. Without the latter the operator would drop the
 * Secrets that it is sent, because a real server would never send them.
 */
final class InMemoryFront implements AutoCloseable {

    private final String server;
    private final HttpServer front;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private InMemoryFront(String server, HttpServer front) {
        this.server = server;
        this.front = front;
    }

    /** On loopback, before the server at that URL. */
    static InMemoryFront start(String server) {
        try {
            InMemoryFront started = new InMemoryFront(
                    server, HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0));
            started.front.createContext("/", started::answer);
            started.front.setExecutor(started.requests);
            started.front.start();
            return started;
        } catch (IOException e) {
            throw new DemoFailure("cannot listen on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + front.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String accept = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Accept"), "");
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            if (query.contains("watch=true")) {
                watch(exchange, PartialObjects.asked(accept));
            } else {
                forward(exchange, PartialObjects.asked(accept));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(HttpExchange exchange, boolean metadataOnly) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .ifPresent(type -> request.header("Content-Type", type));
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        String body =
                metadataOnly && !answer.body().isEmpty() ? PartialObjects.ofResponse(answer.body()) : answer.body();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        // Of length 0 would be of unknown length.
        exchange.sendResponseHeaders(answer.statusCode(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Until the server ends it, or nobody reads it any more when the next event comes. */
    private void watch(HttpExchange exchange, boolean metadataOnly) throws IOException, InterruptedException {
        URI address = URI.create(server.replaceFirst("^http", "ws") + exchange.getRequestURI());
        try (WatchSocket events = WatchSocket.open(client, address)) {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.flush();
            for (Optional<String> event = events.next(); event.isPresent(); event = events.next()) {
                String line = metadataOnly ? PartialObjects.ofWatchEvent(event.get()) : event.get();
                body.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
        }
    }

    /** Ends the watches too. */
    @Override
    public void close() {
        front.stop(0);
        requests.shutdownNow();
        client.shutdownNow();
    }
}
