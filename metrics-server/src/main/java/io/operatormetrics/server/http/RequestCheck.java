package io.operatormetrics.server.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;

import java.util.Map;
import java.util.Optional;

/** Which requests are turned away before anybody looks at what they ask for. The connection of such a request is closed. */
final class RequestCheck {

    /** Around a header: colon, space, CR, LF. */
    private static final int HEADER_PUNCTUATION = 4;

    private final int maxHeadBytes;

    RequestCheck(int maxHeadBytes) {
        this.maxHeadBytes = maxHeadBytes;
    }

    /** The answer to a request that is turned away; empty for a good one. */
    Optional<HttpAnswer> refusal(HttpRequest request) {
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
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            return refuse(HttpResponseStatus.BAD_REQUEST, "bad request (expected: one Host header)");
        }
        if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            return refuse(HttpResponseStatus.EXPECTATION_FAILED, "expectation failed (no request body is taken)");
        }
        // A method that does not read is answered as such, body or not.
        if (hasBody(request) && HttpQuery.reads(request.method())) {
            return refuse(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "no request body is taken");
        }
        return Optional.empty();
    }

    private static HttpAnswer undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpAnswer.lines(HttpResponseStatus.REQUEST_URI_TOO_LONG, "request line too long");
        }
        if (cause instanceof TooLongFrameException) {
            return HttpAnswer.lines(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "request head too large");
        }
        return HttpAnswer.lines(HttpResponseStatus.BAD_REQUEST, "bad request");
    }

    private static Optional<HttpAnswer> refuse(HttpResponseStatus status, String line) {
        return Optional.of(HttpAnswer.lines(status, line));
    }

    static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
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
