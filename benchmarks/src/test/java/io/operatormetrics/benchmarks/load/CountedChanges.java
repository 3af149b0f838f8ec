package io.operatormetrics.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Takes orders for changes, and looks at each how many scrapes have come without one. One connection. */
final class CountedChanges implements AutoCloseable {

    private final ServerSocket socket;
    private final CountingServer server;
    private volatile int made;
    private volatile int mostScrapesAhead;

    private CountedChanges(ServerSocket socket, CountingServer server) {
        this.socket = socket;
        this.server = server;
    }

    static CountedChanges serve(CountingServer server) throws IOException {
        CountedChanges changes = new CountedChanges(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(changes::run);
        return changes;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    int made() {
        return made;
    }

    int mostScrapesAhead() {
        return mostScrapesAhead;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread alone
    private void run() {
        try (Socket client = socket.accept()) {
            int order;
            while ((order = client.getInputStream().read()) >= 0) {
                mostScrapesAhead = Math.max(mostScrapesAhead, server.requests() - made);
                made++;
                client.getOutputStream().write(order);
            }
        } catch (IOException closed) {
            // The test is over.
            return;
        }
    }
}
