package io.operatormetrics.operator.selfcheck;

import io.operatormetrics.kubernetes.loop.Loop;
import io.operatormetrics.kubernetes.loop.Loops;
import io.operatormetrics.operator.selfcheck.CheckResult.Failed;
import io.operatormetrics.operator.selfcheck.CheckResult.NotChecked;
import io.operatormetrics.operator.selfcheck.CheckResult.Passed;
import io.operatormetrics.tls.ServerTls;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Connects to the endpoint under each of its names with the pair that Prometheus presents and the CAs that it trusts: after each change of either side's
 * material, and every minute, since certificates also end by themselves. What comes of it shows in a gauge, and in the log when it
 * changes.
 */
public final class SelfCheck implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SelfCheck.class);

    /**
     * When to check.
     *
     * @param look how often to look for changes; one is checked when nothing has changed any more at the next look, since a new CA changes
     *     both sides, one after the other
     * @param interval of checks without any change
     */
    record Pace(Duration look, Duration interval) {
        static final Pace STANDARD = new Pace(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    private final CheckedEndpoint endpoint;
    private final ServerTls tls;
    private final CheckedClient client;
    private final Pace pace;
    private final Loops loops;
    private final Consumer<Optional<String>> listener;
    private volatile CheckResult result = new NotChecked("not looked at yet");
    /** What was found at the last look, and at the last check; of the loop's thread. */
    private @Nullable ProbeInputs seen;

    private @Nullable ProbeInputs checked;
    private long checkedAt;
    private @Nullable Loop loop;

    /**
     * Nothing is read before {@link #start()}.
     *
     * @param client started and closed with this object
     * @param listener called with the reason when Prometheus is not served, and with empty when it is served again; on this object's thread
     */
    public SelfCheck(
            CheckedEndpoint endpoint,
            ServerTls tls,
            CheckedClient client,
            Loops loops,
            Consumer<Optional<String>> listener) {
        this(endpoint, tls, client, loops, listener, Pace.STANDARD);
    }

    SelfCheck(
            CheckedEndpoint endpoint,
            ServerTls tls,
            CheckedClient client,
            Loops loops,
            Consumer<Optional<String>> listener,
            Pace pace) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.client = client;
        this.loops = loops;
        this.listener = listener;
        this.pace = pace;
    }

    /** Tells the last result in that registry, where there is one. */
    public void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("metrics_server_self_check_success")
                .help("Whether the endpoint serves the client certificate of Prometheus under each of its names."
                        + " 1 = yes, 0 = no; absent while there is no such certificate.")
                .callback(gauge -> {
                    switch (result) {
                        case NotChecked _ -> {}
                        case Passed _ -> gauge.call(1);
                        case Failed _ -> gauge.call(0);
                    }
                })
                .register(registry);
    }

    CheckResult result() {
        return result;
    }

    /** Starts checking; returns at once. */
    public void start() {
        client.start();
        checkedAt = System.nanoTime();
        loop = loops.start("self-check", pace.interval(), this::look);
    }

    private void look() throws InterruptedException {
        ProbeInputs now = new ProbeInputs(tls.served(), client.own(), client.prometheus());
        boolean changed = !now.equals(checked) && now.equals(seen);
        if (changed || System.nanoTime() - checkedAt >= pace.interval().toNanos()) {
            take(now.check(endpoint));
            checked = now;
            checkedAt = System.nanoTime();
        }
        seen = now;
        Thread.sleep(pace.look());
    }

    private void take(CheckResult found) throws InterruptedException {
        if (Thread.interrupted()) {
            // Closed in the middle of a connection, which says nothing about the endpoint.
            throw new InterruptedException();
        }
        if (found.equals(result)) {
            return;
        }
        switch (found) {
            case NotChecked(String reason) -> log.info("self-check: not possible: {}", reason);
            case Passed _ -> log.info("self-check: Prometheus's pair is served under {}", endpoint.names());
            case Failed(String problem) ->
                log.warn("self-check: Prometheus's pair is not served: {}; will retry", problem);
        }
        listener.accept(found instanceof Failed(String problem) ? Optional.of(problem) : Optional.empty());
        result = found;
    }

    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
        client.close();
    }
}
