package io.operatormetrics.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole response.
 *
 * @param headers beside those that every response has
 * @param length of the body, in bytes
 * @param body pieces that other responses may share: not to be written to; asked for as they are sent
 */
public record FullResponse(HttpResponseStatus status, Map<String, String> headers, long length, Iterable<byte[]> body) {

    public FullResponse {
        headers = Map.copyOf(headers);
    }

    /** Plain text, one line each. */
    public static FullResponse lines(HttpResponseStatus status, String... lines) {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return new FullResponse(
                status, Map.of("Content-Type", "text/plain; charset=utf-8"), text.length, List.of(text));
    }

    /** 404. */
    public static FullResponse notFound() {
        return lines(HttpResponseStatus.NOT_FOUND, "not found");
    }

    /** 405, for a method that does not read. */
    public static FullResponse methodNotAllowed() {
        return lines(HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed (expected: GET or HEAD)")
                .with("Allow", "GET, HEAD");
    }

    /** This answer with one more header. */
    public FullResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new FullResponse(status, more, length, body);
    }
}
