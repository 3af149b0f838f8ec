package io.operatormetrics.server;

import io.operatormetrics.server.http.HttpListener;
import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.server.http.ServerLimits;
import io.operatormetrics.server.http.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /livez} and {@code /readyz} in plain HTTP, without any data, so that a kubelet's probes need no certificate. Alive and ready are 200
 * with {@code ok}, and a line for each note; dead and not ready are 503 with one line per reason. Nothing else is served, and each
 * connection ends with its answer.
 */
public final class HealthServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthServer.class);

    private final ExecutorService probes = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("health-", 0).factory());
    private final HttpListener listener;

    /** A server that is not started yet, of a process that is alive as long as it answers; see the other constructor. */
    public HealthServer(String host, int port, Supplier<Readiness> readiness, Clock clock) {
        this(host, port, readiness, Liveness.Alive::new, clock);
    }

    /**
     * A server that is not started yet.
     *
     * @param host an address of IPv4 or IPv6, with or without brackets; {@code ::} is all of both
     * @param port 0 for any that is free
     * @param readiness asked by each probe of it, on any thread; when it throws, the probe is answered with 500
     * @param liveness the same
     * @param clock of the Date in each answer
     */
    public HealthServer(
            String host, int port, Supplier<Readiness> readiness, Supplier<Liveness> liveness, Clock clock) {
        this.listener = new HttpListener(
                "health-server",
                new ListenAddress(host, port),
                new Transport.Plain(),
                ServerLimits.PROBES,
                new HealthEndpoint(readiness, liveness, probes).router(),
                clock);
    }

    /** Binds and serves. Throws BindException, naming the address, when it cannot be bound. */
    public void start() throws IOException {
        listener.start();
        log.info("health probes listening on http://{}", ListenAddress.text(address()));
    }

    /** Where it listens; the real port where 0 was asked for. Only between {@link #start()} and {@link #close()}. */
    public InetSocketAddress address() {
        return listener.address();
    }

    @Override
    public void close() {
        listener.close();
        probes.shutdownNow();
    }
}
