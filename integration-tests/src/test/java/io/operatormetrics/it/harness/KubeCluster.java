package io.operatormetrics.it.harness;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/**
 * A real kube-apiserver on a real etcd, with RBAC, the controllers of {@link ControllerManager} and the CRDs of
 * {@link CustomResourceDefinitions}. No pod starts.
 */
public final class KubeCluster implements AutoCloseable {

    /** Where the permissions that we ship expect our program, and where it lives in all tests. */
    public static final String OPERATOR_NAMESPACE = "operator-metrics";

    /** Where the Go operator and the CA of the cluster are. */
    public static final String UPSTREAM_NAMESPACE = "tigera-operator";

    /** No more than a name: the controller of endpoint slices leaves out pods that are on no node. */
    public static final String NODE = "node";

    /** Where the permissions that we ship expect Prometheus. */
    private static final String PROMETHEUS_NAMESPACE = "tigera-prometheus";

    /** Three start at once. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** As long as an API server works on a request. */
    private static final Duration REQUEST = Duration.ofMinutes(1);

    private final TempFolder folder = TempFolder.create("cluster");
    private final TestPki pki = TestPki.create("kubernetes");
    private final String adminToken = UUID.randomUUID().toString();
    private final int etcdPort = FreePort.find();
    private final int port = FreePort.find();
    private final KubernetesClient admin;
    private final ClusterObjects objects;
    private List<String> moreFlags;
    private ChildProcess etcd;
    private ChildProcess apiServer;
    private @Nullable ControllerManager controllers;
    private @Nullable PrometheusOperator prometheusOperator;

    private KubeCluster(String... moreFlags) {
        this.moreFlags = List.of(moreFlags);
        writeFiles();
        etcd = startEtcd();
        apiServer = launchApiServer();
        admin = client(adminToken);
        objects = new ClusterObjects(admin);
    }

    /** Starts a cluster and returns when it serves all it should; the caller closes it. Flags are added to the API server's. */
    public static KubeCluster start(String... flags) {
        KubeCluster cluster = open(flags);
        cluster.awaitReady();
        cluster.objects.define(CustomResourceDefinitions.load());
        cluster.admin
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .build())
                .create();
        // After the kinds, or it would see those only when it looks again after half a minute.
        cluster.controllers = ControllerManager.start(cluster.folder.path(), cluster.adminKubeconfig());
        Stream.of(OPERATOR_NAMESPACE, UPSTREAM_NAMESPACE, PROMETHEUS_NAMESPACE)
                .forEach(cluster.objects::createNamespace);
        return cluster;
    }

    private static KubeCluster open(String... flags) {
        try {
            return AtExit.open(() -> new KubeCluster(flags));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cluster as its administrator sees it; our program never does. */
    public KubernetesClient admin() {
        return admin;
    }

    public ClusterObjects objects() {
        return objects;
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    /** TLS to the API server, and TLS of a server that its clients trust. */
    public SSLContext tls() {
        return pki.server().trusting(pki.ca());
    }

    /** The token of the administrator. */
    public String adminToken() {
        return adminToken;
    }

    /** What is stored behind the API server. */
    public Etcd etcd() {
        return new Etcd(URI.create(etcdUrl()));
    }

    /** The CA of the API server's certificate, and what a proxy in front of it can be given a certificate from. */
    TestPki pki() {
        return pki;
    }

    /** A file that goes with the cluster. */
    public Path write(String name, String text) {
        return folder.write(name, text);
    }

    /** A kubeconfig file with all permissions, for {@code kubectl}. */
    public Path adminKubeconfig() {
        return writeKubeconfig("admin", url(), adminToken);
    }

    Path writeKubeconfig(String user, URI server, String token) {
        return folder.write(user + ".kubeconfig", """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster: {server: "%s", certificate-authority: "%s"}
                users:
                - name: "%s"
                  user: {token: "%s"}
                contexts:
                - name: test
                  context: {cluster: test, user: "%s"}
                current-context: test
                """.formatted(server, caFile(), user, token, user));
    }

    /** The CA of the API server's certificate, in a file. */
    public Path caFile() {
        return folder.path().resolve("ca.crt");
    }

    /** The Prometheus Operator of this cluster, which starts when it is asked for first. */
    public synchronized PrometheusOperator prometheusOperator() {
        if (prometheusOperator == null) {
            prometheusOperator = new PrometheusOperator(folder.path(), adminKubeconfig());
        }
        return prometheusOperator;
    }

    /** Kills the API server, without a graceful stop; etcd keeps all that was written to it. */
    public void killApiServer() {
        apiServer.kill();
        apiServer.awaitExit(TIMEOUT);
    }

    /** The API server is back, at the same address. */
    public void startApiServer() {
        apiServer = launchApiServer();
        awaitReady();
    }

    /** The same with these flags in place of those added before. */
    public void startApiServer(String... flags) {
        moreFlags = List.of(flags);
        startApiServer();
    }

    /** Stores all that etcd holds now in a folder that goes with the cluster; API server and etcd are gone for that moment. */
    public Path backUp() {
        Path backup = folder.path().resolve("backup");
        whileStopped(() -> copy(etcdFolder(), backup));
        return backup;
    }

    /** What etcd holds is what it held then; API server and etcd are gone for that moment. */
    public void restore(Path backup) {
        whileStopped(() -> {
            TempFolder.delete(etcdFolder());
            copy(backup, etcdFolder());
        });
    }

    private interface FileChange {
        void run() throws IOException;
    }

    private void whileStopped(FileChange change) {
        killApiServer();
        etcd.stop(TIMEOUT);
        try {
            change.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        etcd = startEtcd();
        startApiServer();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    /** Another client with all permissions, whose changes are those of that field manager; closed by the caller. */
    public KubernetesClient adminAs(String manager) {
        return client(adminToken, manager);
    }

    private void writeFiles() {
        folder.write("ca.crt", pki.caPem());
        pki.server().writeTo(folder.path(), "apiserver");
        // What ServiceAccount tokens are signed with and verified by; its names do not matter.
        pki.server().writeTo(folder.path(), "accounts");
        folder.write("tokens.csv", adminToken + ",admin,admin,system:masters\n");
    }

    private ChildProcess startEtcd() {
        String url = etcdUrl();
        return launch(
                "etcd",
                // Nobody needs this data after a power failure.
                "--unsafe-no-fsync",
                "--data-dir=" + etcdFolder(),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=http://127.0.0.1:0");
    }

    private Path etcdFolder() {
        return folder.path().resolve("etcd");
    }

    private String etcdUrl() {
        return "http://127.0.0.1:" + etcdPort;
    }

    private ChildProcess launchApiServer() {
        List<String> flags = new ArrayList<>(List.of(
                "--etcd-servers=" + etcdUrl(),
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=apiserver.crt",
                "--tls-private-key-file=apiserver.key",
                "--authorization-mode=RBAC",
                "--token-auth-file=tokens.csv",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=accounts.crt",
                "--service-account-signing-key-file=accounts.key",
                "--service-cluster-ip-range=10.0.0.0/24"));
        flags.addAll(moreFlags);
        return launch("kube-apiserver", flags.toArray(String[]::new));
    }

    private ChildProcess launch(String program, String... flags) {
        List<String> line = new ArrayList<>(List.of(Programs.kubernetes(program).toString()));
        line.addAll(List.of(flags));
        // A fifth of what an API server computes while it starts is the collection of garbage; memory is there.
        return ChildProcess.start(program, line, folder.path(), Map.of("GOGC", "200"));
    }

    private void awaitReady() {
        await("kube-apiserver is ready")
                .pollInterval(Duration.ofMillis(100))
                .atMost(TIMEOUT)
                .failFast("both run", () -> {
                    etcd.checkAlive();
                    apiServer.checkAlive();
                })
                .ignoreExceptions()
                .until(() -> "ok".equals(admin.raw("/readyz")));
    }

    /** A client that authenticates with that token. */
    KubernetesClient client(String token) {
        return client(token, "operator-metrics-tests");
    }

    /** The API server takes the user agent for the field manager where no other is named. */
    private KubernetesClient client(String token, String userAgent) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url().toString())
                .withCaCertFile(caFile().toString())
                .withOauthToken(token)
                .withUserAgent(userAgent)
                .withRequestRetryBackoffLimit(0)
                // A namespace full of Secrets is deleted in one request.
                .withRequestTimeout((int) REQUEST.toMillis())
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() throws IOException {
        admin.close();
        if (prometheusOperator != null) {
            prometheusOperator.close();
        }
        if (controllers != null) {
            controllers.close();
        }
        // Whatever they would still write is deleted anyway.
        apiServer.kill();
        etcd.kill();
        apiServer.awaitExit(TIMEOUT);
        etcd.awaitExit(TIMEOUT);
        folder.close();
        AtExit.forget(this);
    }
}
