package io.operatormetrics.kubernetes.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An API server that answers what a test tells it to: lists, streamed watches, discovery and refusals. What is not set up is a 404. Everything
 * asked is recorded.
 */
public final class FakeApiServer implements AutoCloseable {

    /** One request as it came. */
    public record Asked(String path, String query, String accept) {
        boolean isWatch() {
            return query.contains("watch=true");
        }
    }

    /** One request to change something as it came. */
    public record Change(String method, String path, String query, String contentType, String body) {}

    private record Answer(int code, String json) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, FakeResource> resources = new ConcurrentHashMap<>();
    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();

    public FakeApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                .build();
    }

    /** The resource listed and watched under that path, from now on served. */
    public FakeResource resource(String path) {
        return resources.computeIfAbsent(path, ignored -> new FakeResource());
    }

    /** The resource under that path is refused with this status code, from its first request on. */
    public void refuse(String path, int code) {
        resources.put(path, new FakeResource().code(code));
    }

    public void remove(String path) {
        FakeResource removed = resources.remove(path);
        if (removed != null) {
            removed.endWatches();
        }
    }

    /** Discovery says that these are served. */
    public void discover(String groupVersionPath, String... plurals) {
        String entries = String.join(
                ",",
                List.of(plurals).stream().map("{\"name\":\"%s\"}"::formatted).toList());
        documents.put(groupVersionPath, "{\"kind\":\"APIResourceList\",\"resources\":[" + entries + "]}");
    }

    /** Discovery says that a group has these versions. */
    public void discoverVersions(String groupPath, String... versions) {
        String entries = String.join(
                ",",
                List.of(versions).stream()
                        .map("{\"version\":\"%s\"}"::formatted)
                        .toList());
        documents.put(groupPath, "{\"kind\":\"APIGroup\",\"versions\":[" + entries + "]}");
    }

    /** Discovery says nothing of these any more. */
    public void forget(String groupVersionPath) {
        documents.remove(groupVersionPath);
    }

    /** That object is there to be read by its path. */
    public void object(String path, String json) {
        documents.put(path, json);
    }

    /** The next change that is asked for is answered so; each answer is given once, in this order. */
    public FakeApiServer answer(int code, String json) {
        answers.add(new Answer(code, json));
        return this;
    }

    /** All changes that were asked for, without the requests to read. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    public List<Asked> asked(String path) {
        return asked.stream().filter(request -> request.path().equals(path)).toList();
    }

    public List<Asked> lists(String path) {
        return asked(path).stream().filter(request -> !request.isWatch()).toList();
    }

    public List<Asked> watches(String path) {
        return asked(path).stream().filter(Asked::isWatch).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        if (!exchange.getRequestMethod().equals("GET")) {
            change(exchange, query);
            return;
        }
        Asked request = new Asked(
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                exchange.getRequestHeaders().getFirst("Accept"));
        asked.add(request);
        FakeResource resource = resources.get(request.path());
        if (resource != null) {
            resource.answer(exchange, request);
        } else if (documents.containsKey(request.path())) {
            send(exchange, 200, documents.get(request.path()));
        } else {
            send(exchange, 404, "{\"kind\":\"Status\",\"code\":404,\"message\":\"not found\"}");
        }
    }

    private void change(HttpExchange exchange, String query) throws IOException {
        changes.add(new Change(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                exchange.getRequestHeaders().getFirst("Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Answer next = answers.poll();
        if (next == null) {
            send(exchange, 500, "{\"kind\":\"Status\",\"code\":500,\"message\":\"no answer was set up\"}");
        } else {
            send(exchange, next.code(), next.json());
        }
    }

    static void send(HttpExchange exchange, int code, String json) throws IOException {
        send(exchange, code, json.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        resources.values().forEach(FakeResource::endWatches);
        server.stop(0);
        threads.shutdownNow();
    }
}
