package io.operatormetrics.kubernetes.client;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiServerTrustTest {

    @TempDir
    private Path folder;

    private X509Bundle ca;
    private X509Bundle otherCa;
    private HttpsServer server;

    @BeforeEach
    void serve() throws Exception {
        ca = authority("CN=cluster");
        otherCa = authority("CN=other");
        X509Bundle pair = new CertificateBuilder()
                .subject("CN=api-server")
                .addSanDnsName("localhost")
                .ecp256()
                .buildIssuedBy(ca);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(pair.toKeyManagerFactory().getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void connectsToAServerOfTheCaThatTheConfigurationNames() throws Exception {
        assertThat(get(naming(ca))).isEqualTo("{}");
    }

    @Test
    void readsTheCaOfAServiceAccountFromItsFile() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.crt"), ca.getCertificatePathPEM());

        assertThat(get(config().withCaCertFile(file.toString()).build())).isEqualTo("{}");
    }

    @Test
    void takesUpACaWhoseFileIsReplacedAndKeepsItWhenTheFileIsBad() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.crt"), otherCa.getCertificatePathPEM());
        try (KubernetesClient client = KubernetesClients.create(
                config().withCaCertFile(file.toString()).build(), new PrometheusRegistry(), "operator")) {
            KubernetesHttp calls = new KubernetesHttp(client);
            assertThatThrownBy(() -> calls.get("/", "application/json"))
                    .hasMessageContaining("PKIX path building failed");

            Files.writeString(file, ca.getCertificatePathPEM());
            assertThat(calls.get("/", "application/json")).asString().isEqualTo("{}");

            Files.writeString(file, "half-written");
            server.removeContext("/");
            // Its own answer to what it does not know, over a new connection as after each refusal.
            assertThatThrownBy(() -> calls.get("/", "application/json"))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ApiException.Kind.NOT_FOUND));
        }
    }

    @Test
    void refusesAServerOfAnotherCa() {
        assertThatThrownBy(() -> get(naming(otherCa)))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ApiException.Kind.UNREACHABLE))
                .hasMessageContaining("PKIX path building failed");
    }

    @Test
    void refusesAServerOfAnotherCaAlsoWhenTheJdkIsAllThatIsTrusted() {
        assertThatThrownBy(() -> get(config().build())).hasMessageContaining("PKIX path building failed");
    }

    @Test
    void verifiesNothingWhereTheConfigurationSaysSo() throws Exception {
        assertThat(get(config().withTrustCerts(true).build())).isEqualTo("{}");
    }

    @Test
    void trustsTheNamedCaAndNoneOfTheJdk() throws Exception {
        assertThat(trusted(naming(ca))).isEqualTo(1);
        assertThat(trusted(config().build())).isGreaterThan(1);
    }

    @Test
    void saysThatAFileHoldsNoCertificate() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.crt"), "# to be filled in\n");

        assertThatThrownBy(() -> get(config().withCaCertFile(file.toString()).build()))
                .isInstanceOf(KubernetesClientException.class)
                .hasStackTraceContaining(file + ": text without a PEM block");
    }

    private static X509Bundle authority(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    private ConfigBuilder config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://localhost:" + server.getAddress().getPort());
    }

    private Config naming(X509Bundle authority) {
        String pem = authority.getCertificatePathPEM();
        return config().withCaCertData(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .build();
    }

    private static String get(Config config) throws Exception {
        try (KubernetesClient client = KubernetesClients.create(config, new PrometheusRegistry(), "operator")) {
            return new String(new KubernetesHttp(client).get("/version", "application/json"), StandardCharsets.UTF_8);
        }
    }

    private static int trusted(Config config) throws Exception {
        int count = 0;
        for (TrustManager manager : ApiServerTrust.managers(config)) {
            count += ((X509TrustManager) manager).getAcceptedIssuers().length;
        }
        return count;
    }
}
