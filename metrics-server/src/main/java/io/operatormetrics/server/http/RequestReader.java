package io.operatormetrics.server.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Assembles the requests of one connection from their decoded parts. No resource here takes a body: a short one is read and dropped, so that
 * the connection can be kept. The parts of later requests wait here until the earlier ones are answered. Used on the connection's event loop
 * only.
 */
final class RequestReader {
    private final RequestCheck check;
    private final Queue<HttpObject> parts = new ArrayDeque<>();
    /** The request whose body is being read. */
    private @Nullable HttpRequest current;

    private int bodyBytes;

    /** What the parts so far amount to. */
    sealed interface Progress {

        /** A request without a fault; its body, if it had one, is dropped. */
        record Complete(HttpRequest request) implements Progress {}

        /** No other request can be read from this connection. */
        record Refused(HttpRequest request, FullResponse answer) implements Progress {}

        /** The client sends the body after 100 Continue (RFC 9110 section 10.1.1). */
        record ContinueExpected() implements Progress {}

        /** More parts are needed. */
        record Incomplete() implements Progress {}
    }

    RequestReader(RequestCheck check) {
        this.check = check;
    }

    /** Takes the part over, with the duty to release it. */
    void add(HttpObject part) {
        parts.add(part);
    }

    Progress next() {
        for (HttpObject part = parts.poll(); part != null; part = parts.poll()) {
            try {
                Progress progress = take(part);
                if (!(progress instanceof Progress.Incomplete)) {
                    return progress;
                }
            } finally {
                ReferenceCountUtil.release(part);
            }
        }
        return new Progress.Incomplete();
    }

    /** Drops all parts that have not been read. */
    void clear() {
        parts.forEach(ReferenceCountUtil::release);
        parts.clear();
    }

    private Progress take(HttpObject part) {
        if (part instanceof HttpRequest request) {
            return takeHead(request);
        }
        return part instanceof HttpContent content && current != null
                ? takeBody(current, content)
                : new Progress.Incomplete();
    }

    private Progress takeHead(HttpRequest request) {
        FullResponse refusal = check.refusal(request).orElse(null);
        if (refusal != null) {
            return new Progress.Refused(request, refusal);
        }
        current = request;
        bodyBytes = 0;
        return RequestCheck.expectsContinue(request) ? new Progress.ContinueExpected() : new Progress.Incomplete();
    }

    private Progress takeBody(HttpRequest request, HttpContent content) {
        bodyBytes += content.content().readableBytes();
        if (content.decoderResult().isFailure()) {
            return refuse(request, RequestCheck.badRequest());
        }
        if (bodyBytes > RequestCheck.MAX_BODY) {
            return refuse(request, RequestCheck.bodyTooLarge());
        }
        if (content instanceof LastHttpContent) {
            current = null;
            return new Progress.Complete(request);
        }
        return new Progress.Incomplete();
    }

    private Progress refuse(HttpRequest request, FullResponse answer) {
        current = null;
        return new Progress.Refused(request, answer);
    }
}
