package io.operatormetrics.demo.cluster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/** A watch over a websocket, its events taken one after the other. */
final class WatchSocket implements AutoCloseable {

    private final BlockingQueue<Optional<String>> events = new LinkedBlockingQueue<>();
    private @Nullable WebSocket socket;

    private WatchSocket() {}

    static WatchSocket open(HttpClient client, URI address) throws IOException, InterruptedException {
        WatchSocket watch = new WatchSocket();
        try {
            watch.socket = client.newWebSocketBuilder()
                    .buildAsync(address, watch.new Listener())
                    .get();
            return watch;
        } catch (ExecutionException e) {
            throw new IOException("no watch at " + address, e.getCause());
        }
    }

    /** Waits for it; empty at the end. */
    Optional<String> next() throws InterruptedException {
        return events.take();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder event = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            event.append(part);
            if (last) {
                events.add(Optional.of(event.toString()));
                event.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            events.add(Optional.empty());
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            events.add(Optional.empty());
        }
    }
}
