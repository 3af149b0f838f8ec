package io.operatormetrics.it.roles;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody in the cluster who keeps connections open and sends nothing, and replaces each that is older than the server should bear. */
public final class Strangers implements AutoCloseable {
    /** What asks for protobuf first, as Prometheus does with native histograms. */
    public static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    private static final long AGE_NANOS = 10_200_000_000L;
    private static final int AT_ONCE = 60;
    private static final long PAUSE_MILLIS = 200;

    private record Held(Socket socket, long since) {}

    private final URI endpoint;
    private final int most;
    private final Deque<Held> held = new ArrayDeque<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    private Strangers(URI endpoint, int most) {
        this.endpoint = endpoint;
        this.most = most;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    /** Begins at once. */
    public static Strangers silent(URI endpoint, int connections) {
        return new Strangers(endpoint, connections);
    }

    /** How many were opened so far. */
    public int connections() {
        return connections.get();
    }

    private void run() {
        try {
            while (!closed) {
                replace();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void replace() {
        try {
            while (!held.isEmpty() && System.nanoTime() - held.peek().since > AGE_NANOS) {
                held.poll().socket.close();
            }
            for (int more = Math.min(AT_ONCE, most - held.size()); more > 0; more--) {
                held.add(new Held(new Socket(endpoint.getHost(), endpoint.getPort()), System.nanoTime()));
                connections.incrementAndGet();
            }
        } catch (IOException refused) {
            // The server may; the next round tries again.
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        for (Held one : held) {
            one.socket.close();
        }
    }
}
