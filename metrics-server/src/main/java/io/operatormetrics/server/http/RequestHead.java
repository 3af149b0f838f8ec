package io.operatormetrics.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;

/**
 * What a request asks for.
 *
 * @param client where the connection came from
 * @param path decoded, without scheme and host: {@code /metrics}
 * @param parameters decoded, in the order of the query string
 */
public record RequestHead(
        SocketAddress client,
        HttpMethod method,
        String path,
        Map<String, List<String>> parameters,
        HttpHeaders headers) {

    /** Throws IllegalArgumentException when the request's target names no resource or is badly encoded. */
    static RequestHead of(SocketAddress client, HttpRequest request) {
        String originForm = RequestTarget.originForm(request.uri())
                .orElseThrow(() -> new IllegalArgumentException("not a target that names a resource"));
        QueryStringDecoder target = new QueryStringDecoder(originForm);
        return new RequestHead(client, request.method(), target.path(), target.parameters(), request.headers());
    }

    /** Whether the method is one of the two that everything here is read with. */
    public boolean reads() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
