package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.process.Program;

import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real kube-apiserver on a real etcd, both from the folder that KUBEBUILDER_ASSETS names, and an administrator's way to it. */
final class ApiServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final URI url;
    private final String token;
    private final Program etcd;
    private final Program server;
    private final HttpClient http;

    private ApiServer(Path folder, URI url, String token, Program etcd, Program server, HttpClient http) {
        this.folder = folder;
        this.url = url;
        this.token = token;
        this.etcd = etcd;
        this.server = server;
        this.http = http;
    }

    /**
     * Starts both and waits until the API is ready.
     *
     * @param assets folder of the programs
     * @param folder for their data; the caller's to delete
     */
    static ApiServer start(Path assets, Path folder) throws IOException {
        Certificates certificates = Certificates.make();
        certificates.write(folder);
        String token = UUID.randomUUID().toString();
        Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");

        String etcdUrl = "http://127.0.0.1:" + Program.freePort();
        Program etcd = Program.start("etcd", etcdCommand(assets, folder, etcdUrl), Map.of(), folder.resolve("etcd"));
        int port = Program.freePort();
        Program server = Program.start(
                "kube-apiserver",
                serverCommand(assets, folder, etcdUrl, port),
                Map.of(),
                folder.resolve("kube-apiserver"));
        HttpClient http =
                HttpClient.newBuilder().sslContext(trusting(certificates)).build();
        ApiServer api = new ApiServer(folder, URI.create("https://127.0.0.1:" + port), token, etcd, server, http);
        try {
            server.await("is ready", TIMEOUT, api::isReady);
            return api;
        } catch (RuntimeException | IOException failure) {
            api.close();
            throw failure;
        }
    }

    /** A kubeconfig file with all permissions. */
    Path kubeconfig() throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: benchmark
                  cluster: {server: "%s", certificate-authority: "%s"}
                users:
                - name: admin
                  user: {token: "%s"}
                contexts:
                - name: benchmark
                  context: {cluster: benchmark, user: admin}
                current-context: benchmark
                """.formatted(url, folder.resolve("ca.crt"), token));
    }

    /** Creates an object by POST of its JSON; safe for use by many threads. */
    void create(String path, String json) {
        write("POST", path, json, 201);
    }

    /** Replaces an object, whatever is there, by PUT of its JSON. */
    void replace(String path, String json) {
        write("PUT", path, json, 200);
    }

    private void write(String method, String path, String json, int expected) {
        HttpResponse<String> response = send(request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build());
        if (response.statusCode() != expected) {
            throw new BenchmarkFailure("kube-apiserver answered " + method + " " + path + " with "
                    + response.statusCode() + " (expected: " + expected + "): " + response.body());
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
        etcd.close();
    }

    private boolean isReady() {
        try {
            return send(request("/readyz").build()).statusCode() == 200;
        } catch (BenchmarkFailure notYet) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BenchmarkFailure("kube-apiserver does not answer " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    private static List<String> etcdCommand(Path assets, Path folder, String url) {
        return List.of(
                assets.resolve("etcd").toString(),
                // Nobody needs this data after a power failure.
                "--unsafe-no-fsync",
                // 8 GiB, for a hundred thousand Secrets with data.
                "--quota-backend-bytes=8589934592",
                "--data-dir=" + folder.resolve("etcd").resolve("data"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=http://127.0.0.1:0");
    }

    private static List<String> serverCommand(Path assets, Path folder, String etcdUrl, int port) {
        return List.of(
                assets.resolve("kube-apiserver").toString(),
                "--etcd-servers=" + etcdUrl,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=" + folder.resolve("server.crt"),
                "--tls-private-key-file=" + folder.resolve("server.key"),
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                // Nobody has a ServiceAccount's token here; any key will do.
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.resolve("server.crt"),
                "--service-account-signing-key-file=" + folder.resolve("server.key"),
                "--service-cluster-ip-range=10.0.0.0/24");
    }

    private static SSLContext trusting(Certificates certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, certificates.ca().toTrustManagerFactory().getTrustManagers(), null);
            return context;
        } catch (NoSuchAlgorithmException | KeyManagementException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }
}
