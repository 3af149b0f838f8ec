package io.operatormetrics.demo.cluster;

import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;

import java.util.Objects;

/**
 * Adds to fabric8's in-memory API server what it lacks and our operator insists on: answers of metadata alone where a request
 * accepts nothing else. Without that, the operator drops the Secrets it is sent, because a real server would never send them.
 */
final class InMemoryDispatcher extends Dispatcher {

    private final Dispatcher server;

    InMemoryDispatcher(Dispatcher server) {
        this.server = server;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        MockResponse response = server.dispatch(request);
        response.setHeader("Content-Type", "application/json");
        if (!PartialObjects.asked(Objects.requireNonNullElse(request.getHeader("Accept"), ""))) {
            return response;
        }
        if (response.getWebSocketListener() != null) {
            return response.withWebSocketUpgrade(new MetadataWatch(response.getWebSocketListener()));
        }
        if (response.getBody() != null && response.getBody().size() > 0) {
            response.setBody(PartialObjects.ofResponse(response.getBody().readUtf8()));
        }
        return response;
    }

    @Override
    public void shutdown() {
        server.shutdown();
    }

    /** Hands to the server's listener a socket that cuts down what is sent through it. */
    private static final class MetadataWatch extends WebSocketListener {

        private final WebSocketListener listener;

        MetadataWatch(WebSocketListener listener) {
            this.listener = listener;
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            listener.onOpen(new MetadataSocket(socket), response);
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            listener.onClosing(socket, code, reason);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            listener.onClosed(socket, code, reason);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, Response response) {
            listener.onFailure(socket, failure, response);
        }
    }

    private record MetadataSocket(WebSocket socket) implements WebSocket {

        @Override
        public RecordedRequest request() {
            return socket.request();
        }

        @Override
        public boolean send(String event) {
            return socket.send(PartialObjects.ofWatchEvent(event));
        }

        @Override
        public boolean send(byte[] event) {
            throw new UnsupportedOperationException("watch events are text");
        }

        @Override
        public boolean close(int code, String reason) {
            return socket.close(code, reason);
        }
    }
}
