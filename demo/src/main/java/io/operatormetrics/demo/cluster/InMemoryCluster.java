package io.operatormetrics.demo.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * fabric8's in-memory API server in this process, on loopback, in plain HTTP, behind an {@link InMemoryFront}. It keeps what it is
 * given and tells watchers; it checks no schema and no right, and knows no server-side apply.
 */
public final class InMemoryCluster implements DemoCluster {

    /** It logs each request; held here, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger REQUEST_LOG = Logger.getLogger(MockWebServer.class.getName());

    private final Path folder;
    private final ClusterLoader loader;
    private @Nullable KubernetesMockServer server;
    private @Nullable InMemoryFront front;

    public InMemoryCluster(Path folder, ClusterLoader loader) {
        this.folder = folder;
        this.loader = loader;
    }

    @Override
    public synchronized void start() {
        REQUEST_LOG.setLevel(Level.WARNING);
        // The Netty of this server warns on newer Java, and needs no speed.
        System.setProperty("io.netty.noUnsafe", "true");
        // Else Vert.x makes a folder of its own beside ours, to unpack files of the class path; nothing here asks for
        // any.
        System.setProperty("vertx.disableFileCPResolving", "true");
        Map<ServerRequest, Queue<ServerResponse>> fixedAnswers = new HashMap<>();
        server = new KubernetesMockServer(
                new Context(), new MockWebServer(), fixedAnswers, new KubernetesMixedDispatcher(fixedAnswers), false);
        server.init(InetAddress.ofLiteral("127.0.0.1"), 0);
        front = InMemoryFront.start("http://127.0.0.1:" + server.getPort());
        Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            loader.load(client);
        }
        new Kubeconfig(url(), Optional.empty(), "demo", "demo").writeTo(operatorKubeconfig());
    }

    @Override
    public String description() {
        return "in memory, " + url() + " (" + loader.contents() + ")";
    }

    @Override
    public String sampleChange() {
        return "curl --request DELETE " + url() + "/apis/operator.tigera.io/v1/tigerastatuses/monitor";
    }

    @Override
    public Path operatorKubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** Never: it lives as long as this process. */
    @Override
    public CompletableFuture<String> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public synchronized void close() {
        if (front != null) {
            front.close();
        }
        if (server != null) {
            server.destroy();
        }
    }

    private String url() {
        return Objects.requireNonNull(front, "not started").url();
    }
}
