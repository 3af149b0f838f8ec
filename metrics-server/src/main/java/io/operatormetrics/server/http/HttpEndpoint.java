package io.operatormetrics.server.http;

import java.util.concurrent.CompletionStage;

/** Answers requests. */
public interface HttpEndpoint {

    /** Called on the connection's event loop, so it must not block: what takes longer than a moment completes later, on any thread. */
    CompletionStage<FullResponse> answer(RequestHead query);

    /** The server has ended a connection. Called on its event loop. */
    default void connectionClosed(CloseReason reason) {}
}
