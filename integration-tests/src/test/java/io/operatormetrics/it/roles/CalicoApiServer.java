package io.operatormetrics.it.roles;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.it.harness.KubeCluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Plays Calico's own API server, which the cluster's asks for everything of {@code projectcalico.org/v3}. Like the real one it keeps the
 * objects as custom resources of another group, and it cannot apply. No real one: the module proxy has
 * none of its releases.
 */
public final class CalicoApiServer implements AutoCloseable {

    private static final String SERVED = "projectcalico.org";

    /** The group that the objects are kept in. */
    private static final String KEPT = "crd.projectcalico.org";

    private final KubeCluster cluster;
    private final HttpsServer server;
    private final HttpClient http;
    private final List<CustomResourceDefinition> definitions;
    private final List<String> methods = new CopyOnWriteArrayList<>();

    private CalicoApiServer(KubeCluster cluster, List<CustomResourceDefinition> definitions) throws IOException {
        this.cluster = cluster;
        this.definitions = definitions;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(cluster.tls())
                .build();
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(cluster.tls()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
    }

    /**
     * Starts it and has the cluster use it; returns when it does.
     *
     * @param definitions of kinds of {@code projectcalico.org}, which the cluster must not serve itself
     */
    public static CalicoApiServer register(KubeCluster cluster, List<CustomResourceDefinition> definitions)
            throws IOException {
        List<CustomResourceDefinition> kept =
                definitions.stream().map(CalicoApiServer::kept).toList();
        cluster.objects().define(kept);
        CalicoApiServer api = new CalicoApiServer(cluster, kept);
        api.server.start();
        api.register();
        return api;
    }

    private static CustomResourceDefinition kept(CustomResourceDefinition definition) {
        return Serialization.unmarshal(
                Serialization.asJson(definition).replace(SERVED, KEPT), CustomResourceDefinition.class);
    }

    private void register() {
        cluster.admin()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("calico-api")
                        .endMetadata()
                        .withNewSpec()
                        .withType("ExternalName")
                        .withExternalName("localhost")
                        .endSpec()
                        .build())
                .create();
        cluster.admin().resource(apiService()).create();
        Within.seconds(30).ignoreExceptions().until(() -> cluster.admin().raw("/apis/projectcalico.org/v3") != null);
    }

    private GenericKubernetesResource apiService() {
        return Serialization.unmarshal("""
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v3.projectcalico.org}
                spec:
                  group: projectcalico.org
                  version: v3
                  groupPriorityMinimum: 1500
                  versionPriority: 200
                  insecureSkipTLSVerify: true
                  service: {namespace: default, name: calico-api, port: %d}
                """.formatted(server.getAddress().getPort()), GenericKubernetesResource.class);
    }

    /** What was asked so far: GET, POST …. */
    public List<String> methods() {
        return List.copyOf(methods);
    }

    private void answer(HttpExchange exchange) throws IOException {
        methods.add(exchange.getRequestMethod());
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (!target.startsWith("/apis/" + SERVED)
                    || exchange.getRequestMethod().equals("PATCH")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(cluster.url() + target.replace(SERVED, KEPT)))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofString(body.replace(SERVED, KEPT)))
                    .header("Authorization", "Bearer " + cluster.adminToken());
            Stream.of("Accept", "Content-Type", "User-Agent")
                    .forEach(name -> Stream.ofNullable(
                                    exchange.getRequestHeaders().getFirst(name))
                            .forEach(value -> request.header(name, value)));
            passOn(http.send(request.build(), BodyHandlers.ofInputStream()), exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Line by line, so that the events of a watch come as they happen. */
    private static void passOn(HttpResponse<InputStream> answer, HttpExchange exchange) throws IOException {
        answer.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        exchange.sendResponseHeaders(answer.statusCode(), 0);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
                OutputStream out = exchange.getResponseBody()) {
            out.flush();
            for (String line; (line = lines.readLine()) != null; ) {
                out.write((line.replace(KEPT, SERVED) + "\n").getBytes(UTF_8));
                out.flush();
            }
        }
    }

    /** The cluster knows nothing of {@code projectcalico.org} any more. */
    @Override
    public void close() {
        cluster.admin().resource(apiService()).delete();
        cluster.admin().services().inNamespace("default").withName("calico-api").delete();
        server.stop(0);
        http.shutdownNow();
        definitions.forEach(cluster.objects()::undefine);
    }
}
