package io.operatormetrics.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Prometheus Operator, outside the cluster that it works in. All that it makes of Prometheus objects is there, but no pod: nothing
 * here makes pods of StatefulSets. Where it ends by itself it is started again, as a kubelet does: it ends, for instance, when it starts while
 * the API server cannot say all that it serves.
 */
public final class PrometheusOperator implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path folder;
    private final Path kubeconfig;
    private final Thread kubelet;
    private ChildProcess process;
    private List<String> flags = List.of();
    private boolean wanted = true;

    /** Starts one for all namespaces of the cluster of that kubeconfig; returns at once. */
    PrometheusOperator(Path folder, Path kubeconfig) {
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.process = launch();
        this.kubelet = Thread.ofVirtual().name("kubelet of prometheus-operator").start(this::keep);
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                restartWhereItHasEnded();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException ending) {
            // The tests have ended, and this process with them.
        }
    }

    private synchronized void restartWhereItHasEnded() {
        if (wanted && !process.isAlive()) {
            process = launch();
        }
    }

    private ChildProcess launch() {
        List<String> line = new ArrayList<>(List.of(
                Programs.onPath("prometheus-operator").toString(),
                "--web.listen-address=127.0.0.1:" + FreePort.find(),
                "--log-level=warn"));
        line.addAll(flags);
        return ChildProcess.start(
                "prometheus-operator", line, folder, Map.of("KUBECONFIG", kubeconfig.toString(), "GOGC", "200"));
    }

    /** It is gone, at once; what it made stays as it is. */
    public synchronized void kill() {
        wanted = false;
        process.kill();
        process.awaitExit(TIMEOUT);
    }

    /** It is back after {@link #kill}, with those flags beside the usual ones. */
    public synchronized void start(String... more) {
        flags = List.of(more);
        process = launch();
        wanted = true;
    }

    @Override
    public void close() {
        kubelet.interrupt();
        kill();
    }
}
