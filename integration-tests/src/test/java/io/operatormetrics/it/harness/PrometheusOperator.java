package io.operatormetrics.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Prometheus Operator, outside the cluster that it works in. All that it makes of Prometheus objects is there, but no pod: nothing
 * here makes pods of StatefulSets.
 */
public final class PrometheusOperator implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final Path kubeconfig;
    private ChildProcess process;

    /** Starts one for all namespaces of the cluster of that kubeconfig; returns at once. */
    PrometheusOperator(Path folder, Path kubeconfig) {
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.process = launch();
    }

    private ChildProcess launch(String... flags) {
        List<String> line = new ArrayList<>(List.of(
                Programs.onPath("prometheus-operator").toString(),
                "--web.listen-address=127.0.0.1:" + FreePort.find(),
                "--log-level=warn"));
        line.addAll(List.of(flags));
        return ChildProcess.start(
                "prometheus-operator", line, folder, Map.of("KUBECONFIG", kubeconfig.toString(), "GOGC", "200"));
    }

    /** It is gone, at once; what it made stays as it is. */
    public void kill() {
        process.kill();
        process.awaitExit(PATIENCE);
    }

    /** It is back after {@link #kill}, with those flags beside the usual ones. */
    public void start(String... flags) {
        process = launch(flags);
    }

    /** Fails with all that it said when it has ended. */
    public void checkAlive() {
        process.checkAlive();
    }

    @Override
    public void close() {
        kill();
    }
}
