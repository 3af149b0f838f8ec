package io.operatormetrics.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A real kube-controller-manager with those controllers that need neither nodes nor a cloud: endpoints and endpoint slices of Services,
 * garbage collection, the end of namespaces, accounts and their CA. What runs pods is not among them.
 */
final class ControllerManager implements AutoCloseable {

    private static final String CONTROLLERS = String.join(
            ",",
            "endpoints-controller",
            "endpointslice-controller",
            "garbage-collector-controller",
            "namespace-controller",
            "root-ca-certificate-publisher-controller",
            "serviceaccount-controller",
            "serviceaccount-token-controller");

    private final ChildProcess process;

    private ControllerManager(ChildProcess process) {
        this.process = process;
    }

    /**
     * Starts one for an API server that is ready.
     *
     * @param folder holds {@code ca.crt}, the API server's, and {@code accounts.key}, by which tokens are signed
     */
    static ControllerManager start(Path folder, Path kubeconfig) {
        List<String> line = List.of(
                Programs.kubernetes("kube-controller-manager").toString(),
                "--kubeconfig=" + kubeconfig,
                "--controllers=" + CONTROLLERS,
                "--leader-elect=false",
                "--secure-port=0",
                "--root-ca-file=ca.crt",
                "--service-account-private-key-file=accounts.key",
                // Namespaces end one after the other otherwise, for as long as its requests are held back.
                "--kube-api-qps=500",
                "--kube-api-burst=1000");
        return new ControllerManager(
                ChildProcess.start("kube-controller-manager", line, folder, Map.of("GOGC", "200")));
    }

    void checkAlive() {
        process.checkAlive();
    }

    @Override
    public void close() {
        process.kill();
        process.awaitExit(Duration.ofSeconds(20));
    }
}
