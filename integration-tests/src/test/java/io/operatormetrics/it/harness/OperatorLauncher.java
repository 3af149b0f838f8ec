package io.operatormetrics.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment that our program will be started with. Nothing of this JVM's environment but what the launcher needs to find Java
 * and its caches; loopback and free ports unless a test wants others.
 */
public record OperatorLauncher(Map<String, String> environment) {

    /** Empty: all that kubelet would say there is set otherwise. */
    private static final TempFolder ACCOUNT_FOLDER = TempFolder.create("service-account");

    private static final String JAVA_OPTIONS = "OPERATOR_METRICS_JAVA_OPTS";

    private static final Duration FIRST_START = Duration.ofMinutes(5);

    private static boolean aotCacheThere;

    public OperatorLauncher {
        environment = Map.copyOf(environment);
    }

    /** Without a cluster and without any setting. */
    public static OperatorLauncher bare() {
        return new OperatorLauncher(Stream.of(
                                "PATH",
                                "HOME",
                                "JAVA_HOME",
                                "TMPDIR",
                                "XDG_CACHE_HOME",
                                // Tell the launcher that a build is going on, so that it starts none.
                                "MAVEN_PROJECTBASEDIR",
                                "MAVEN_CMD_LINE_ARGS")
                        .filter(System.getenv()::containsKey)
                        .collect(Collectors.toMap(name -> name, System::getenv)))
                .set(JAVA_OPTIONS, "");
    }

    /** Metrics on, for the cluster of that kubeconfig, and as if it ran in it: what is not wanted is deleted. */
    public static OperatorLauncher with(Path kubeconfig) {
        return bare().inCluster(true)
                .set("KUBECONFIG", kubeconfig.toString())
                .set("OPERATOR_NAMESPACE", KubeCluster.OPERATOR_NAMESPACE)
                .set("OPERATOR_NAME", "operator-metrics")
                .set("MONITORING", "never")
                .set("LEADER_ELECTION", "false")
                .set("METRICS_ENABLED", "true")
                .set("METRICS_HOST", "127.0.0.1")
                .set("METRICS_PORT", "0")
                .set("HEALTH_HOST", "127.0.0.1")
                .set("HEALTH_PORT", "0");
    }

    /** As somebody starts it on a machine of their own. */
    public OperatorLauncher outsideACluster() {
        return inCluster(false);
    }

    /** In a pod there is a folder where kubelet puts the account's token. */
    private OperatorLauncher inCluster(boolean inCluster) {
        return set(JAVA_OPTIONS, inCluster ? "-Doperator-metrics.service-account-folder=" + ACCOUNT_FOLDER.path() : "");
    }

    public OperatorLauncher set(String name, String value) {
        Map<String, String> changed = new TreeMap<>(environment);
        changed.put(name, value);
        return new OperatorLauncher(changed);
    }

    /** Mutual TLS with the material of that folder. */
    public OperatorLauncher tls(TlsFolder folder) {
        return set("METRICS_SCHEME", "https")
                .set("METRICS_TLS_CERT_FILE", folder.certificate().toString())
                .set("METRICS_TLS_KEY_FILE", folder.key().toString())
                .set("METRICS_TLS_CA_FILE", folder.clientCa().toString());
    }

    /** By that clock. */
    public OperatorLauncher clock(SettableClock clock) {
        return set(JAVA_OPTIONS, environment.get(JAVA_OPTIONS) + " " + clock.javaOption());
    }

    /** Starts {@code operator-metrics run} and returns once its probes answer. */
    public OperatorProcess run() {
        return OperatorProcess.awaitHealth(launch("run"));
    }

    /** Starts {@code operator-metrics} with these arguments and returns at once. */
    public ChildProcess launch(String... arguments) {
        haveAotCache();
        return start(environment, arguments);
    }

    /** The first start of a build makes its AOT cache, and says so. No test should have to wait for that, or read it. */
    private static synchronized void haveAotCache() {
        if (!aotCacheThere) {
            start(bare().environment(), "--version").awaitExit(FIRST_START);
            aotCacheThere = true;
        }
    }

    private static ChildProcess start(Map<String, String> environment, String... arguments) {
        Path root = Programs.repository();
        List<String> line = Stream.concat(
                        Stream.of(root.resolve("bin/operator-metrics").toString()), Stream.of(arguments))
                .toList();
        return ChildProcess.start("operator-metrics", line, root, environment);
    }
}
