package io.operatormetrics.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** {@code /livez} and {@code /readyz} in plain HTTP, without any data, so that a kubelet's probes need no certificate. */
public final class HealthServer implements AutoCloseable {

    public HealthServer(String host, int port, Supplier<Readiness> readiness) {}

    /** Binds and serves. Throws BindException, naming the address, when it cannot be bound. */
    public void start() throws IOException {}

    /** Where it listens; the real port where 0 was asked for. Only after {@link #start()}. */
    public InetSocketAddress address() {
        return new InetSocketAddress(0);
    }

    @Override
    public void close() {}
}
