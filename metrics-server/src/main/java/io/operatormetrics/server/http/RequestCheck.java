package io.operatormetrics.server.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which requests are turned away before anybody looks at what they ask for. The connection of such a request is closed. */
final class RequestCheck {

    /** In bytes; of a longer request body the rest is not read. */
    static final int MAX_BODY = 4 * 1024;

    /** Around a header: colon, space, CR, LF. */
    private static final int HEADER_PUNCTUATION = 4;

    private final int maxHeadBytes;

    RequestCheck(int maxHeadBytes) {
        this.maxHeadBytes = maxHeadBytes;
    }

    /** The answer to a request that is turned away; empty for a good one. */
    Optional<FullResponse> refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(undecodable(request.decoderResult().cause()));
        }
        if (headBytes(request) > maxHeadBytes) {
            return refuse(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "request head too large");
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return refuse(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP version not supported (expected: HTTP/1.1)");
        }
        if (!isValidHost(request)) {
            return refuse(HttpResponseStatus.BAD_REQUEST, "bad request (expected: one Host header with a valid host)");
        }
        if (!isValidTarget(request)) {
            return refuse(HttpResponseStatus.BAD_REQUEST, "bad request (expected: an absolute path as target)");
        }
        if (!isSupportedTransferCoding(request)) {
            return refuse(HttpResponseStatus.NOT_IMPLEMENTED, "transfer coding not implemented (expected: chunked)");
        }
        if (hasUnknownExpectation(request)) {
            return refuse(HttpResponseStatus.EXPECTATION_FAILED, "expectation failed (expected: 100-continue)");
        }
        if (HttpUtil.getContentLength(request, 0L) > MAX_BODY) {
            return Optional.of(bodyTooLarge());
        }
        return Optional.empty();
    }

    static FullResponse bodyTooLarge() {
        return FullResponse.lines(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "request body too large");
    }

    static FullResponse badRequest() {
        return FullResponse.lines(HttpResponseStatus.BAD_REQUEST, "bad request");
    }

    private static FullResponse undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return FullResponse.lines(HttpResponseStatus.REQUEST_URI_TOO_LONG, "request line too long");
        }
        if (cause instanceof TooLongFrameException) {
            return FullResponse.lines(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "request head too large");
        }
        return badRequest();
    }

    private static Optional<FullResponse> refuse(HttpResponseStatus status, String line) {
        return Optional.of(FullResponse.lines(status, line));
    }

    /** RFC 9112 section 3.2: exactly one in HTTP/1.1, at most one in HTTP/1.0, and a valid value. */
    private static boolean isValidHost(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        return hosts.isEmpty()
                ? request.protocolVersion().equals(HttpVersion.HTTP_1_0)
                : hosts.size() == 1 && UriSyntax.isHostAndPort(hosts.getFirst());
    }

    /** RFC 9112 sections 3.2.1 to 3.2.4. */
    private static boolean isValidTarget(HttpRequest request) {
        String target = request.uri();
        if (request.method().equals(HttpMethod.CONNECT)) {
            return RequestTarget.isAuthorityForm(target);
        }
        return isAsterisk(request) || RequestTarget.originForm(target).isPresent();
    }

    private static boolean isAsterisk(HttpRequest request) {
        return request.method().equals(HttpMethod.OPTIONS) && request.uri().equals("*");
    }

    /** A target that is the server as a whole or another server: well-formed, but nothing here answers it. */
    static boolean namesNoResource(HttpRequest request) {
        return request.method().equals(HttpMethod.CONNECT) || isAsterisk(request);
    }

    private static boolean isSupportedTransferCoding(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty() || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"));
    }

    /** RFC 9110 section 10.1.1. HTTP/1.0 has no expectations. */
    private static boolean hasUnknownExpectation(HttpRequest request) {
        return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.headers().getAll(HttpHeaderNames.EXPECT).stream()
                        .anyMatch(value -> !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(value));
    }

    /** Without a body the client does not wait for anything. */
    static boolean expectsContinue(HttpRequest request) {
        return hasBody(request) && HttpUtil.is100ContinueExpected(request);
    }

    private static boolean hasBody(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /** Netty's decoder bounds request line and headers one by one; together they are bounded here. */
    private static int headBytes(HttpRequest request) {
        int bytes = request.method().name().length() + request.uri().length();
        for (Map.Entry<String, String> header : request.headers()) {
            bytes += header.getKey().length() + header.getValue().length() + HEADER_PUNCTUATION;
        }
        return bytes;
    }
}
