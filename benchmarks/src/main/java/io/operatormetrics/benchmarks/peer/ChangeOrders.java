package io.operatormetrics.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * How the load client has a server change its series: each byte over a connection of their own orders one change, and comes back once it
 * is made. One connection at a time.
 */
final class ChangeOrders {

    private final Workload workload;
    private final Consumer<Workload.Sample> change;
    private int number;

    private ChangeOrders(Workload workload, Consumer<Workload.Sample> change) {
        this.workload = workload;
        this.change = change;
    }

    /**
     * Listens at 127.0.0.1 as long as the program lives.
     *
     * @param change gives a series its new value; called on one thread
     */
    static void obey(int port, Workload workload, Consumer<Workload.Sample> change) throws IOException {
        ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Thread.ofPlatform()
                .daemon()
                .name("change-orders")
                .start(() -> new ChangeOrders(workload, change).serve(socket));
    }

    private void serve(ServerSocket socket) {
        while (true) {
            try (Socket connection = socket.accept()) {
                connection.setTcpNoDelay(true);
                int order;
                while ((order = connection.getInputStream().read()) >= 0) {
                    change.accept(workload.changed(++number));
                    connection.getOutputStream().write(order);
                }
            } catch (IOException gone) {
                // The client closes when its load is over; it will come again with the next.
            }
        }
    }
}
