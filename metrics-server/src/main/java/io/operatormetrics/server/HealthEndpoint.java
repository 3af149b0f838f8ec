package io.operatormetrics.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.operatormetrics.server.http.FullResponse;
import io.operatormetrics.server.http.HttpEndpoint;
import io.operatormetrics.server.http.RequestHead;

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
    public CompletionStage<FullResponse> answer(RequestHead query) {
        boolean live = query.path().equals("/livez");
        boolean ready = query.path().equals("/readyz");
        if (!live && !ready) {
            return CompletableFuture.completedStage(FullResponse.notFound());
        }
        if (!query.reads()) {
            return CompletableFuture.completedStage(FullResponse.methodNotAllowed());
        }
        return CompletableFuture.supplyAsync(() -> live ? alive(liveness.get()) : ready(readiness.get()), executor);
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
