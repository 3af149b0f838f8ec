package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The two kinds of request that reading needs, on fabric8's HTTP client (which adds credentials and renews them). Blocking; meant for
 * virtual threads. Nothing is tried twice here: whoever calls decides.
 */
final class ApiCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http;
    private final String master;
    private volatile boolean webSocketsOnly;

    ApiCalls(KubernetesClient client) {
        Config config = client.getConfiguration();
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(config.getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        this.master = config.getMasterUrl().replaceAll("/+$", "");
    }

    /** The body of a successful answer. */
    byte[] get(String path, String accept) throws ApiFailure, InterruptedException {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(master + path)
                .header("Accept", accept)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        try (ApiStream answer = open(request)) {
            return answer.readAll(PATIENCE);
        }
    }

    /** The events of a watch, one JSON document a line. The caller closes it. */
    ApiStream watch(String path, String accept) throws ApiFailure, InterruptedException {
        if (webSocketsOnly) {
            return openWebSocket(path, accept);
        }
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(master + path)
                .header("Accept", accept)
                .forStreaming()
                .build();
        try {
            return open(request);
        } catch (ApiFailure e) {
            if (e.code() != 400) {
                throw e;
            }
            // An API server streams; the in-memory one of fabric8, which the demo uses, knows websockets only.
            ApiStream stream = openWebSocket(path, accept);
            webSocketsOnly = true;
            return stream;
        }
    }

    private ApiStream open(HttpRequest request) throws ApiFailure, InterruptedException {
        ApiStream stream = new ApiStream();
        HttpResponse<AsyncBody> response = await(
                stream,
                http.consumeBytes(request, (buffers, body) -> stream.receive(buffers))
                        .thenApply(answer -> {
                            AsyncBody body = answer.body();
                            stream.attach(body::consume, body::cancel);
                            CompletableFuture<Void> _ = body.done().whenComplete((done, why) -> stream.end(why));
                            return answer;
                        }));
        if (!response.isSuccessful()) {
            try (stream) {
                throw ApiFailure.ofCode(response.code(), reason(stream));
            }
        }
        return stream;
    }

    /** What the server says about its refusal, in one line. */
    private static String reason(ApiStream stream) throws InterruptedException {
        try {
            KubeJson.Status status = KubeJson.document(stream.readAll(PATIENCE), KubeJson.Status.class);
            return status.message() == null
                    ? "without a message"
                    : status.message().lines().findFirst().orElse("");
        } catch (ApiFailure e) {
            return "without a message";
        }
    }

    private ApiStream openWebSocket(String path, String accept) throws ApiFailure, InterruptedException {
        ApiStream stream = new ApiStream();
        await(
                stream,
                http.newWebSocketBuilder()
                        .uri(URI.create(master + path))
                        .header("Accept", accept)
                        .header("Origin", master)
                        .buildAsync(new MessageListener(stream))
                        .thenApply(socket -> {
                            stream.attach(socket::request, () -> socket.sendClose(1000, ""));
                            return socket;
                        }));
        return stream;
    }

    /** Waits for an answer to begin; the stream is closed if it does not, and an answer that comes later is cancelled. */
    private static <T> T await(ApiStream stream, CompletableFuture<T> answer) throws ApiFailure, InterruptedException {
        boolean begun = false;
        try {
            T value = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            begun = true;
            return value;
        } catch (TimeoutException e) {
            throw ApiFailure.unanswered(PATIENCE);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
                throw ApiFailure.ofCode(refused.getResponse().code(), "to a websocket");
            }
            if (e.getCause() instanceof HttpTimeoutException) {
                throw ApiFailure.unanswered(PATIENCE);
            }
            throw ApiFailure.unreachable(e.getCause() == null ? e : e.getCause());
        } finally {
            if (!begun) {
                stream.close();
            }
        }
    }

    /** Each message of a websocket is one event, that is one line. */
    private record MessageListener(ApiStream stream) implements WebSocket.Listener {
        @Override
        public void onMessage(WebSocket socket, String text) {
            stream.receive(List.of(StandardCharsets.UTF_8.encode(text + "\n")));
        }

        @Override
        public void onClose(WebSocket socket, int code, @Nullable String reason) {
            stream.end(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            stream.end(error);
        }
    }
}
