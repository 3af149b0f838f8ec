package io.operatormetrics.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.operatormetrics.server.http.FullResponse;
import io.operatormetrics.server.http.RequestHead;
import io.operatormetrics.server.http.Router;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code /livez} and {@code /readyz}. */
final class HealthEndpoint {

    private static final String OK = "ok";

    private final Supplier<Readiness> readiness;
    private final Supplier<Liveness> liveness;
    private final Executor executor;

    HealthEndpoint(Supplier<Readiness> readiness, Supplier<Liveness> liveness, Executor executor) {
        this.readiness = readiness;
        this.liveness = liveness;
        this.executor = executor;
    }

    Router router() {
        return new Router(
                Map.of(
                        "/livez", query -> probe(query, () -> alive(liveness.get())),
                        "/readyz", query -> probe(query, () -> ready(readiness.get()))),
                reason -> {});
    }

    private CompletionStage<FullResponse> probe(RequestHead query, Supplier<FullResponse> answer) {
        return query.reads()
                ? CompletableFuture.supplyAsync(answer, executor)
                : CompletableFuture.completedStage(FullResponse.methodNotAllowed());
    }

    private static FullResponse alive(Liveness now) {
        return switch (now) {
            case Liveness.Alive() -> FullResponse.lines(HttpResponseStatus.OK, OK);
            case Liveness.Dead(var reasons) -> lines(HttpResponseStatus.SERVICE_UNAVAILABLE, reasons.stream());
        };
    }

    private static FullResponse ready(Readiness now) {
        return switch (now) {
            case Readiness.Ready(var notes) ->
                lines(HttpResponseStatus.OK, Stream.concat(Stream.of(OK), notes.stream()));
            case Readiness.NotReady(var reasons) -> lines(HttpResponseStatus.SERVICE_UNAVAILABLE, reasons.stream());
        };
    }

    private static FullResponse lines(HttpResponseStatus status, Stream<String> lines) {
        return FullResponse.lines(
                status, lines.map(line -> line.replaceAll("\\R", " ")).toArray(String[]::new));
    }
}
