package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.operatormetrics.kubernetes.loop.Loop;
import org.jspecify.annotations.Nullable;

import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The kinds of request that the operator makes, on fabric8's HTTP client (which adds credentials and renews them). Blocking; meant for
 * virtual threads. Nothing is tried twice here: the caller decides.
 */
public final class KubernetesHttp {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration DOCUMENT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final @Nullable RequestCounter counter;
    private final String master;
    /** How long an answer may take to begin, and how long it may be silent. */
    private final Duration answer;

    public KubernetesHttp(KubernetesClient client) {
        this(client, ANSWER);
    }

    public KubernetesHttp(KubernetesClient client, Duration answer) {
        this.answer = answer;
        Config config = client.getConfiguration();
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(config.getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        this.counter = http instanceof Interceptor.RequestTags tags ? tags.getTag(RequestCounter.class) : null;
        this.master = config.getMasterUrl().replaceAll("/+$", "");
    }

    /** The body of a successful answer. */
    public byte[] get(String path, String accept) throws ApiException, InterruptedException {
        return readAll(http.newHttpRequestBuilder().uri(master + path).header("Accept", accept));
    }

    /**
     * A page of a list, to be read as it comes; the caller closes it. API servers compress what is longer than 128 KiB when they may, to a
     * tenth: TLS then has a tenth to decrypt, which is slow in a JVM that has just started.
     *
     * @param end until when it must have come
     */
    public ResponseBody list(String path, String accept, Deadline end) throws ApiException, InterruptedException {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(master + path)
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip")
                .timeout(answer.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        return new ResponseBody(open(request), Long.MAX_VALUE, answer, end);
    }

    /**
     * The body of a successful answer to a request that changes something.
     *
     * @param contentType of the body
     */
    byte[] send(String method, String path, String contentType, String body, String accept)
            throws ApiException, InterruptedException {
        return readAll(http.newHttpRequestBuilder()
                .uri(master + path)
                .header("Accept", accept)
                .method(method, contentType, body));
    }

    private byte[] readAll(HttpRequest.Builder request) throws ApiException, InterruptedException {
        ResponseStream stream =
                open(request.timeout(answer.toMillis(), TimeUnit.MILLISECONDS).build());
        try (ResponseBody body = new ResponseBody(stream, ResponseBody.DOCUMENT, answer, Deadline.in(DOCUMENT))) {
            return body.all();
        }
    }

    /** The events of a watch, one JSON document a line. The caller closes it. */
    public ResponseStream watch(String path, String accept) throws ApiException, InterruptedException {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(master + path)
                .header("Accept", accept)
                .forStreaming()
                .build();
        return open(request);
    }

    private ResponseStream open(HttpRequest request) throws ApiException, InterruptedException {
        ResponseStream stream = new ResponseStream();
        HttpResponse<AsyncBody> response;
        try {
            response = await(stream, answerTo(request, stream));
        } catch (ApiException noAnswer) {
            // fabric8 tells interceptors only of failures that it may try again.
            if (counter != null) {
                counter.afterConnectionFailure(request, noAnswer);
            }
            throw noAnswer;
        }
        if (!response.isSuccessful()) {
            try (ResponseBody body = new ResponseBody(stream, ResponseBody.ERROR, answer, Deadline.in(answer))) {
                throw isRedirect(response)
                        ? ApiException.ofCode(response.code(), "a redirect, which is not followed")
                        : Refusal.read(response.code(), response.header("Retry-After"), body.beginning());
            }
        }
        return stream;
    }

    private CompletableFuture<HttpResponse<AsyncBody>> answerTo(HttpRequest request, ResponseStream stream) {
        return http.consumeBytes(request, (buffers, body) -> stream.receive(buffers))
                .thenApply(response -> {
                    AsyncBody body = response.body();
                    stream.attach(body::consume, body::cancel);
                    stream.setGzip("gzip".equals(response.header("Content-Encoding")));
                    CompletableFuture<Void> _ = body.done().whenComplete((done, why) -> stream.end(why));
                    return response;
                });
    }

    /** Credentials go to the API server and nowhere else. */
    private static boolean isRedirect(HttpResponse<AsyncBody> response) {
        return response.code() / 100 == 3;
    }

    /** Waits for an answer to begin; the stream is closed if it does not, and an answer that comes later is cancelled. */
    private <T> T await(ResponseStream stream, CompletableFuture<T> begins) throws ApiException, InterruptedException {
        boolean begun = false;
        try (Loop.Waiting _ = Loop.waiting()) {
            T value = begins.get(answer.toMillis(), TimeUnit.MILLISECONDS);
            begun = true;
            return value;
        } catch (TimeoutException e) {
            throw ApiException.unanswered(answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw ApiException.unanswered(answer);
            }
            throw ApiException.unreachable(e.getCause() == null ? e : e.getCause());
        } finally {
            if (!begun) {
                stream.close();
            }
        }
    }
}
