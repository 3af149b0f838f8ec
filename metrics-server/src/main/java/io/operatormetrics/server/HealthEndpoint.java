package io.operatormetrics.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.operatormetrics.server.http.HttpAnswer;
import io.operatormetrics.server.http.HttpEndpoint;
import io.operatormetrics.server.http.HttpQuery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code /livez} and {@code /readyz}. */
final class HealthEndpoint implements HttpEndpoint {

    private static final String OK = "ok";

    private final Supplier<Readiness> readiness;
    private final Supplier<Liveness> liveness;
    private final Executor executor;

    HealthEndpoint(Supplier<Readiness> readiness, Supplier<Liveness> liveness, Executor executor) {
        this.readiness = readiness;
        this.liveness = liveness;
        this.executor = executor;
    }

    @Override
    public CompletionStage<HttpAnswer> answer(HttpQuery query) {
        boolean live = query.path().equals("/livez");
        boolean ready = query.path().equals("/readyz");
        if (!live && !ready) {
            return CompletableFuture.completedStage(HttpAnswer.notFound());
        }
        if (!query.reads()) {
            return CompletableFuture.completedStage(HttpAnswer.methodNotAllowed());
        }
        return CompletableFuture.supplyAsync(() -> live ? alive(liveness.get()) : ready(readiness.get()), executor);
    }

    private static HttpAnswer alive(Liveness now) {
        return switch (now) {
            case Liveness.Alive() -> HttpAnswer.lines(HttpResponseStatus.OK, OK);
            case Liveness.Dead(var reasons) -> lines(HttpResponseStatus.SERVICE_UNAVAILABLE, reasons.stream());
        };
    }

    private static HttpAnswer ready(Readiness now) {
        return switch (now) {
            case Readiness.Ready(var notes) ->
                lines(HttpResponseStatus.OK, Stream.concat(Stream.of(OK), notes.stream()));
            case Readiness.NotReady(var reasons) -> lines(HttpResponseStatus.SERVICE_UNAVAILABLE, reasons.stream());
        };
    }

    private static HttpAnswer lines(HttpResponseStatus status, Stream<String> lines) {
        return HttpAnswer.lines(
                status, lines.map(line -> line.replaceAll("\\R", " ")).toArray(String[]::new));
    }
}
