package io.operatormetrics.it;

import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OpenSsl;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.harness.TestPki;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who is let in, as OpenSSL's client and curl see it, with each TLS implementation. */
@RealCluster
@ParameterizedClass(name = "METRICS_TLS_PROVIDER={0}")
@ValueSource(strings = {"boringssl", "jdk"})
class MutualTlsIT {

    /** Current builds of OpenSSL speak TLS 1.1 only at security level 0. */
    private static final String ANY_SECURITY = "DEFAULT@SECLEVEL=0";

    @TempDir
    private static Path folder;

    private static ScrapedOperator operator;

    @Parameter
    private String provider;

    @BeforeParameterizedClassInvocation
    static void start(String provider, KubeCluster cluster) throws Exception {
        operator = ScrapedOperator.start(
                OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig())
                        .set("METRICS_TLS_PROVIDER", provider));
        // It listens a moment before it has read its files, and refuses everybody until then.
        operator.process().awaitReady();
        Files.writeString(folder.resolve("ca.crt"), operator.pki().caPem());
        operator.pki().client("good").writeTo(folder, "good");
        operator.pki().expiredClient("late").writeTo(folder, "expired");
        TestPki.create("another-ca").client("stranger").writeTo(folder, "stranger");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        operator.close();
    }

    /**
     * A client that must not get in.
     *
     * @param certificate name of its files, "" without one
     * @param version highest TLS version that it speaks
     * @param alert what the server must tell it (RFC 8446, section 6)
     * @param words how OpenSSL puts that
     * @param reason how the server must count it
     */
    record Refused(String certificate, String version, int alert, String words, String reason) {

        /** The JDK's TLS does not tell a client what is wrong with its certificate. */
        Refused by(String provider) {
            boolean unspoken = provider.equals("jdk") && (alert == 48 || alert == 45);
            return unspoken ? new Refused(certificate, version, 46, "certificate unknown", reason) : this;
        }

        @Override
        public String toString() {
            return (certificate.isEmpty() ? "no certificate" : certificate) + ", TLS " + version + ": alert " + alert;
        }
    }

    static Stream<Refused> refused() {
        return Stream.of(
                new Refused("", "1.3", 116, "certificate required", "no_certificate"),
                new Refused("", "1.2", 40, "handshake failure", "no_certificate"),
                new Refused("stranger", "1.3", 48, "unknown ca", "unknown_ca"),
                new Refused("stranger", "1.2", 48, "unknown ca", "unknown_ca"),
                new Refused("expired", "1.3", 45, "certificate expired", "expired"),
                new Refused("expired", "1.2", 45, "certificate expired", "expired"),
                new Refused("good", "1.1", 70, "protocol version", "protocol_version"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tellsOpenSslWhyItIsRefused(Refused refused) {
        Refused client = refused.by(provider);
        double before = failures(client.reason());

        OpenSsl.Outcome outcome = openssl(client.certificate(), client.version());

        assertThat(outcome.served()).as(outcome.output()).isFalse();
        assertThat(outcome.alert()).as(outcome.output()).hasValue(client.alert());
        await().untilAsserted(() -> assertThat(failures(client.reason())).isEqualTo(before + 1));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tellsCurlWhyItIsRefused(Refused refused) {
        Refused client = refused.by(provider);
        Command.Result result = curl(client.certificate(), client.version());

        assertThat(result.exit()).as(result.toString()).isNotZero();
        // curl has words of its own for an alert 45, when it comes before the end of the handshake as in TLS 1.2.
        boolean ownWords = client.alert() == 45 && client.version().equals("1.2");
        assertThat(result.stderr()).contains(ownWords ? "certificate verification failed" : "alert " + client.words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void servesAClientOfItsCa(String version) {
        OpenSsl.Outcome outcome = openssl("good", version);
        assertThat(outcome.served()).as(outcome.output()).isTrue();
        assertThat(curl("good", version).out()).contains("tigera_operator_build_info");
    }

    private static OpenSsl.Outcome openssl(String certificate, String version) {
        List<String> options = new ArrayList<>(List.of(
                "-tls" + version.replace('.', '_'),
                "-CAfile",
                folder.resolve("ca.crt").toString(),
                "-verify_return_error"));
        if (version.equals("1.1")) {
            options.addAll(List.of("-cipher", ANY_SECURITY));
        }
        if (!certificate.isEmpty()) {
            options.addAll(List.of("-cert", file(certificate, "crt"), "-key", file(certificate, "key")));
        }
        return OpenSsl.connect(operator.process().metrics(), options.toArray(String[]::new));
    }

    private static Command.Result curl(String certificate, String version) {
        URI endpoint = operator.process().metrics();
        List<String> arguments = new ArrayList<>(
                List.of("--silent", "--show-error", "--tlsv1.0", "--tls-max", version, "--cacert", file("ca", "crt")));
        if (version.equals("1.1")) {
            arguments.addAll(List.of("--ciphers", ANY_SECURITY));
        }
        if (!certificate.isEmpty()) {
            arguments.addAll(List.of("--cert", file(certificate, "crt"), "--key", file(certificate, "key")));
        }
        arguments.add(endpoint.toString());
        return Command.of("curl", arguments).run();
    }

    private static String file(String name, String extension) {
        return folder.resolve(name + "." + extension).toString();
    }

    private static double failures(String reason) {
        return operator.client()
                .scrapeOnly("metrics_server_tls_handshake_failures_total")
                .value("metrics_server_tls_handshake_failures_total", "reason", reason)
                .orElse(0);
    }
}
