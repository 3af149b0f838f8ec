package io.operatormetrics.server.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Passes each request to the handler of its path; 404 if there is none. */
public final class Router {

    /** Answers the requests of one path. */
    @FunctionalInterface
    public interface PathHandler {

        /** Called on the connection's event loop, so it must not block: what takes longer than a moment completes later, on any thread. */
        CompletionStage<FullResponse> answer(RequestHead query);
    }

    private final Map<String, PathHandler> paths;
    private final Consumer<CloseReason> onClose;

    /**
     * @param paths decoded, without a query: {@code /metrics}
     * @param onClose called for each connection that the server closes, on its event loop
     */
    public Router(Map<String, ? extends PathHandler> paths, Consumer<CloseReason> onClose) {
        this.paths = Map.copyOf(paths);
        this.onClose = onClose;
    }

    CompletionStage<FullResponse> answer(RequestHead query) {
        PathHandler handler = paths.get(query.path());
        return handler == null ? CompletableFuture.completedStage(FullResponse.notFound()) : handler.answer(query);
    }

    /** The server has ended a connection. Called on its event loop. */
    void connectionClosed(CloseReason reason) {
        onClose.accept(reason);
    }
}
