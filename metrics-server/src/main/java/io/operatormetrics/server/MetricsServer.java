package io.operatormetrics.server;

import io.operatormetrics.server.http.ServerLimits;
import io.operatormetrics.tls.ServerTls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Serves an {@link Exposition} at {@code /metrics}. */
public final class MetricsServer implements AutoCloseable {

    private MetricsServer() {}

    public static Builder builder() {
        return new Builder();
    }

    /** Binds and serves. Throws BindException, naming the address, when it cannot be bound. */
    public void start() throws IOException {}

    /** Where it listens; the real port where 0 was asked for. Only after {@link #start()}. */
    public InetSocketAddress address() {
        return new InetSocketAddress(0);
    }

    /** Stops accepting, lets running scrapes finish (10 s at most), closes the rest. */
    @Override
    public void close() {}

    /** What a server is made of. */
    public static final class Builder {

        private Builder() {}

        public Builder address(String host, int port) {
            return this;
        }

        public Builder tls(ServerTls tls) {
            return this;
        }

        public Builder plainHttp() {
            return this;
        }

        public Builder exposition(Exposition exposition) {
            return this;
        }

        public Builder registry(PrometheusRegistry registry) {
            return this;
        }

        public Builder maxConcurrentScrapes(int max) {
            return this;
        }

        public Builder limits(ServerLimits limits) {
            return this;
        }

        public MetricsServer build() {
            return new MetricsServer();
        }
    }
}
