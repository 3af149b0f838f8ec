package io.operatormetrics.benchmarks.load;

import io.netty.handler.codec.http.HttpResponse;

import java.util.Optional;

/**
 * What every answer of a load must be like. Its length may differ by a twentieth: a server that counts its scrapes says so in them, and
 * what has changed compresses better or worse.
 *
 * @param bodyBytes of the answer that was looked into before
 */
public record ExpectedAnswer(int status, long bodyBytes) {

    /** The answer to have, as one looked into was. */
    public static ExpectedAnswer like(Answer answer) {
        return new ExpectedAnswer(answer.status(), answer.body().readableBytes());
    }

    Optional<String> problem(HttpResponse head, long actualBytes) {
        if (head.status().code() != status) {
            return Optional.of("answered " + head.status() + " (expected: " + status + ")");
        }
        if (Math.abs(actualBytes - bodyBytes) > bodyBytes / 20) {
            return Optional.of("answered with " + actualBytes + " bytes (expected: about " + bodyBytes + ")");
        }
        return Optional.empty();
    }
}
