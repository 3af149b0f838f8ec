package io.operatormetrics.operator;

import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.server.HealthServer;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.settings.ListenAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

/** The whole program, put together from its settings. */
final class Operator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Operator.class);

    private final OperatorSettings settings;
    private final Started started = new Started();
    private volatile boolean stopping;

    Operator(OperatorSettings settings) {
        this.settings = settings;
    }

    void start() throws IOException {
        ListenAddress address = settings.health().address();
        HealthServer health = new HealthServer(address.host(), address.port(), this::readiness);
        health.start();
        started.add(health);
        log.info(
                "health probes listening on http://{}",
                address.withPort(health.address().getPort()));
    }

    private Readiness readiness() {
        return stopping ? new Readiness.NotReady(List.of("shutting down")) : new Readiness.Ready();
    }

    @Override
    public void close() {
        stopping = true;
        started.close();
    }
}
