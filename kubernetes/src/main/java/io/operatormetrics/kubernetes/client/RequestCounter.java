package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/** Counts requests by Kubernetes verb (list, watch, get, create, …) and status code; code {@code error} is one without an answer. */
final class RequestCounter implements Interceptor {
    private final Counter requests;

    RequestCounter(PrometheusRegistry registry, String prefix) {
        requests = Counter.builder()
                .name(prefix + "_kube_requests_total")
                .help("Requests of this operator to the Kubernetes API server, by verb and status code.")
                .labelNames("verb", "code")
                .register(registry);
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        requests.labelValues(verb(request.method(), request.uri()), Integer.toString(response.code()))
                .inc();
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        requests.labelValues(verb(request.method(), request.uri()), "error").inc();
    }

    /** The verb as authorization rules name it, which for GET depends on the path. */
    static String verb(String method, URI uri) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> verbOfGet(uri);
        };
    }

    private static String verbOfGet(URI uri) {
        @Nullable String query = uri.getQuery();
        if (query != null && List.of(query.split("&")).contains("watch=true")) {
            return "watch";
        }
        List<String> segments = List.of(uri.getPath().replaceAll("^/+", "").split("/"));
        int afterVersion = switch (segments.getFirst()) {
            case "api" -> 2;
            case "apis" -> 3;
            default -> segments.size();
        };
        boolean namespaced =
                segments.size() > afterVersion + 2 && segments.get(afterVersion).equals("namespaces");
        int resource = namespaced ? afterVersion + 2 : afterVersion;
        return segments.size() == resource + 1 ? "list" : "get";
    }
}
