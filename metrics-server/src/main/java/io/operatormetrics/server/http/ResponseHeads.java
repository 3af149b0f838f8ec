package io.operatormetrics.server.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;

/** Makes the head of each response, with the headers that all of them have. Thread-safe. */
final class ResponseHeads {
    private final Clock clock;
    private volatile Second lastSecond = new Second(Long.MIN_VALUE, "");

    /** A second since the epoch, and its text. */
    private record Second(long number, String date) {}

    ResponseHeads(Clock clock) {
        this.clock = clock;
    }

    HttpResponse of(HttpRequest request, FullResponse answer, boolean keepsConnection) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
        answer.headers().forEach(head.headers()::set);
        head.headers().set(HttpHeaderNames.DATE, date());
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
        head.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        head.headers().set("X-Content-Type-Options", "nosniff");
        if (!keepsConnection) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return head;
    }

    /** RFC 9110 section 6.6.1. Formatted once a second. */
    private String date() {
        Instant now = clock.instant();
        Second second = lastSecond;
        if (second.number() != now.getEpochSecond()) {
            second = new Second(now.getEpochSecond(), DateFormatter.format(Date.from(now)));
            lastSecond = second;
        }
        return second.date();
    }
}
