package io.operatormetrics.it;

import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OpenSsl;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Keys as other programs write them (here OpenSSL), put in each other's place under a running program. */
@RealCluster
class KeyFormatsIT {

    @TempDir
    private static Path folder;

    private static ScrapedOperator operator;

    @BeforeAll
    static void start(KubeCluster cluster) throws IOException {
        operator = ScrapedOperator.start(
                OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig()));
        operator.pki().authority().writeTo(folder, "ca");
        operator.pki().client("prometheus").writeTo(folder, "client");
        Files.writeString(
                folder.resolve("extensions"),
                "subjectAltName = DNS:localhost, IP:127.0.0.1\nextendedKeyUsage = serverAuth\n");
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @BeforeEach
    void serveSomethingElse() {
        operator.tls().swap(operator.pki().server(), operator.pki().caPem());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'RSA, PKCS#1, as the Go operator writes it', RSA PRIVATE KEY, genrsa -traditional 2048",
        "'RSA, PKCS#8', PRIVATE KEY, genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072",
        "'P-256, SEC 1', EC PRIVATE KEY, ecparam -name prime256v1 -genkey -noout",
        "'P-384, SEC 1 behind its parameters', EC PARAMETERS, ecparam -name secp384r1 -genkey",
        "'P-256, PKCS#8', PRIVATE KEY, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "'P-521, SEC 1', EC PRIVATE KEY, ecparam -name secp521r1 -genkey -noout"
    })
    void serves(String format, String pemType, String command) throws IOException {
        String key = Command.of("openssl", command.split(" ")).run().out();
        assertThat(key).startsWith("-----BEGIN " + pemType + "-----");
        String certificate = certificateFor(key);

        operator.tls().swap(certificate, key, operator.pki().caPem());

        await().untilAsserted(() -> assertThat(connect().output()).contains(leaf(certificate)));
        assertThat(connect().served()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "RSA of 1024 bits, 1024, genrsa -traditional 1024",
        "an encrypted PKCS#1 key, encrypted, genrsa -traditional -aes128 -passout pass:x 2048",
        "an encrypted PKCS#8 key, encrypted, genpkey -algorithm RSA -aes128 -pass pass:x",
        "Ed25519, Ed25519, genpkey -algorithm ED25519",
        "secp256k1, secp256k1, ecparam -name secp256k1 -genkey -noout"
    })
    void refusesAndNames(String format, String words, String command) throws IOException {
        String key = Command.of("openssl", command.split(" ")).run().out();
        double refused = reloads("failure");
        int logged = operator.process().log().size();

        operator.tls().swap(certificateFor(key), key, operator.pki().caPem());

        await().untilAsserted(() -> assertThat(reloads("failure")).isGreaterThan(refused));
        await().untilAsserted(() -> assertThat(operator.process().log())
                .satisfies(log -> assertThat(log.subList(logged, log.size()))
                        .anySatisfy(line -> assertThat(line)
                                .containsPattern("(?i)" + words)
                                .contains(operator.tls().key().toString()))));
        assertThat(connect().served()).isTrue();
    }

    private static OpenSsl.Outcome connect() {
        return OpenSsl.connect(
                operator.process().metrics(),
                "-cert",
                folder.resolve("client.crt").toString(),
                "-key",
                folder.resolve("client.key").toString());
    }

    /** A certificate of the operator's CA for that key, and the CA's behind it. */
    private static String certificateFor(String key) throws IOException {
        Path file = Files.writeString(folder.resolve("server.key"), key);
        String request = Command.of(
                        "openssl",
                        "req",
                        "-new",
                        "-key",
                        file.toString(),
                        "-passin",
                        "pass:x",
                        "-subj",
                        "/CN=localhost")
                .run()
                .out();
        return Command.of(
                                "openssl",
                                List.of(
                                        "x509",
                                        "-req",
                                        "-days",
                                        "2",
                                        "-CA",
                                        folder.resolve("ca.crt").toString(),
                                        "-CAkey",
                                        folder.resolve("ca.key").toString(),
                                        "-extfile",
                                        folder.resolve("extensions").toString()))
                        .run(request)
                        .out()
                + operator.pki().caPem();
    }

    /** A line of the leaf, as {@code s_client} prints it, that tells it from other certificates. */
    private static String leaf(String certificate) {
        return certificate.lines().skip(3).findFirst().orElseThrow();
    }

    private static double reloads(String result) {
        return operator.client()
                .scrapeOnly("metrics_server_tls_reloads_total")
                .value("metrics_server_tls_reloads_total", "result", result)
                .orElse(0);
    }
}
