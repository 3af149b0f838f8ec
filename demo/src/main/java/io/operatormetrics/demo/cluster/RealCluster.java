package io.operatormetrics.demo.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.operatormetrics.demo.process.ChildProcess;
import io.operatormetrics.demo.process.Cleanup;
import io.operatormetrics.demo.process.DemoFailure;
import io.operatormetrics.demo.process.Waiting;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.LeafRequest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A real kube-apiserver on a real etcd, on loopback, with RBAC: the operator has the permissions of {@code deploy/rbac.yaml} and no
 * others. No controllers run, so nothing is collected and no pod starts.
 */
public final class RealCluster implements DemoCluster {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final ClusterLoader loader;
    private final Path programs;
    private final Path permissions;
    private final String adminToken = UUID.randomUUID().toString();
    private final Cleanup children = new Cleanup();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private String url = "";

    /**
     * @param folder that it may write to
     * @param programs holds {@code kube-apiserver} and {@code etcd}
     * @param permissions what the operator may do, and as whom: YAML with at least one ClusterRoleBinding to a ServiceAccount
     */
    public RealCluster(Path folder, ClusterLoader loader, Path programs, Path permissions) {
        this.folder = folder;
        this.loader = loader;
        this.programs = programs;
        this.permissions = permissions;
    }

    @Override
    public void start() {
        CertificateAuthority authority = CertificateAuthority.create("demo-kubernetes", loader.clock());
        IssuedPair pair = authority.issue(
                new LeafRequest("kube-apiserver", List.of("localhost"), List.of(InetAddress.ofLiteral("127.0.0.1"))));
        write("apiserver.crt", pair.certificatePem());
        write("apiserver.key", pair.keyPem());
        write("tokens.csv", adminToken + ",admin,admin,system:masters\n");
        String etcd = "http://127.0.0.1:" + freePort();
        int port = freePort();
        url = "https://127.0.0.1:" + port;
        launch(
                "etcd",
                // Nobody needs this data after a power failure.
                "--unsafe-no-fsync",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=http://127.0.0.1:0");
        launch(
                "kube-apiserver",
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=apiserver.crt",
                "--tls-private-key-file=apiserver.key",
                "--authorization-mode=RBAC",
                "--token-auth-file=tokens.csv",
                "--service-account-issuer=https://kubernetes.default.svc",
                // A certificate is a public key to it; a private key in PKCS#8 is not.
                "--service-account-key-file=apiserver.crt",
                "--service-account-signing-key-file=apiserver.key",
                "--service-cluster-ip-range=10.0.0.0/24");
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertData(authority.certificatePem())
                .withOauthToken(adminToken)
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient admin =
                new KubernetesClientBuilder().withConfig(config).build()) {
            Waiting.until(() -> "kube-apiserver was ready", TIMEOUT, () -> isReady(admin));
            loader.load(admin);
            Optional<String> ca = Optional.of(authority.certificatePem());
            new Kubeconfig(url, ca, "admin", adminToken).writeTo(adminKubeconfig());
            new Kubeconfig(url, ca, "operator", operatorToken(admin)).writeTo(operatorKubeconfig());
        }
    }

    @Override
    public String description() {
        return "kube-apiserver and etcd, " + url + " (" + loader.contents() + ")";
    }

    @Override
    public String sampleChange() {
        return "kubectl --kubeconfig " + adminKubeconfig() + " delete tigerastatus monitor";
    }

    @Override
    public Path operatorKubeconfig() {
        return folder.resolve("kubeconfig");
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void close() {
        children.close();
    }

    private Path adminKubeconfig() {
        return folder.resolve("admin.kubeconfig");
    }

    private void launch(String program, String... flags) {
        List<String> line = new ArrayList<>(List.of(programs.resolve(program).toString()));
        line.addAll(List.of(flags));
        ChildProcess child = children.add(new ChildProcess(program, line, Map.of(), folder));
        var _ = child.ended().thenAccept(ended::complete);
        child.start(output -> {});
    }

    private boolean isReady(KubernetesClient admin) {
        if (ended.isDone()) {
            throw new DemoFailure(ended.join());
        }
        try {
            return "ok".equals(admin.raw("/readyz"));
        } catch (KubernetesClientException e) {
            // It refuses connections, then answers 500, then answers.
            return false;
        }
    }

    /** Grants the permissions that we ship, and returns a token of the account that they are for. */
    private String operatorToken(KubernetesClient admin) {
        List<HasMetadata> granted = new ArrayList<>();
        try (InputStream yaml = Files.newInputStream(permissions)) {
            granted.addAll(admin.load(yaml).items());
        } catch (IOException e) {
            throw new DemoFailure("cannot read " + permissions + ": " + e.getMessage(), e);
        }
        Subject account = granted.stream()
                .flatMap(object ->
                        object instanceof ClusterRoleBinding binding ? binding.getSubjects().stream() : Stream.empty())
                .filter(subject -> subject.getKind().equals("ServiceAccount"))
                .findFirst()
                .orElseThrow(() -> new DemoFailure(permissions + " binds no role to a ServiceAccount"));
        granted.stream()
                .map(object -> object.getMetadata().getNamespace())
                .filter(Objects::nonNull)
                .distinct()
                .forEach(namespace -> admin.resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(namespace)
                                .endMetadata()
                                .build())
                        .createOr(existing -> existing.update()));
        granted.forEach(object -> admin.resource(object).createOr(existing -> existing.update()));
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(account.getNamespace())
                        .withName(account.getName())
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
        TokenRequest token = admin.serviceAccounts()
                .inNamespace(account.getNamespace())
                .withName(account.getName())
                .tokenRequest();
        return token.getStatus().getToken();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Free now; if another process takes it before our child does, the start fails with a message. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
