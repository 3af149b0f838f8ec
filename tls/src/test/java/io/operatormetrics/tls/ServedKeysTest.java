package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every key that SPEC accepts is not only read but served, in the formats that the real openssl writes. */
class ServedKeysTest {
    private static final List<Arguments> KEYS = List.of(
            Arguments.of(
                    "RSA 2048, PKCS#1 as the Go operator writes it", Algorithm.rsa2048, List.of("rsa", "-traditional")),
            Arguments.of("RSA 2048, PKCS#8", Algorithm.rsa2048, List.of("pkcs8", "-topk8", "-nocrypt")),
            Arguments.of("P-256, SEC 1", Algorithm.ecp256, List.of("ec")),
            Arguments.of("P-256, PKCS#8", Algorithm.ecp256, List.of("pkcs8", "-topk8", "-nocrypt")),
            Arguments.of("P-384, SEC 1", Algorithm.ecp384, List.of("ec")),
            Arguments.of("P-384, PKCS#8", Algorithm.ecp384, List.of("pkcs8", "-topk8", "-nocrypt")));

    static Stream<Arguments> everyKeyOnEveryProvider() {
        Stream<Arguments> ofBoth = Stream.of(TlsProvider.values())
                .flatMap(provider -> KEYS.stream().map(key -> {
                    Object[] k = key.get();
                    return Arguments.of(provider, k[0], k[1], k[2]);
                }));
        Arguments ofJdk = Arguments.of(
                TlsProvider.JDK, "Ed25519, PKCS#8", Algorithm.ed25519, List.of("pkcs8", "-topk8", "-nocrypt"));
        return Stream.concat(ofBoth, Stream.of(ofJdk));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyKeyOnEveryProvider")
    void servesKey(TlsProvider provider, String name, Algorithm algorithm, List<String> conversion) throws Exception {
        X509Bundle pair = TestPki.server("server", builder -> builder.algorithm(algorithm));
        String key = OpenSsl3.run(pair.getPrivateKeyPEM(), conversion.toArray(String[]::new));
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(pair.getCertificatePathPEM(), key, TestPki.CA.getCertificatePEM()));

            assertThat(server.tls.problem()).isEmpty();
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                var answer = JdkClient.get(server.port(), TestPki.client("prometheus"), protocol);
                assertThat(answer.text()).isEqualTo(TlsServer.ANSWER);
                assertThat(answer.server()).isEqualTo(pair.getCertificate());
            }
        }
    }

    /** For key exchange alone, as certificates for TLS 1.2 with RSA key exchange once were: Go serves it, and so do we. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(TlsProvider.class)
    void servesAKeyWhoseUsageIsKeyEnciphermentAlone(TlsProvider provider) throws Exception {
        X509Bundle pair = TestPki.server(
                "server", builder -> builder.algorithm(Algorithm.rsa2048).setKeyUsage(true, KeyUsage.keyEncipherment));
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(pair, TestPki.CA));

            assertThat(server.tls.problem()).isEmpty();
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(JdkClient.get(server.port(), TestPki.client("prometheus"), protocol)
                                .text())
                        .isEqualTo(TlsServer.ANSWER);
            }
        }
    }

    static Stream<Arguments> oddChainsOnEveryProvider() {
        X509Bundle between = TestPki.build(
                TestPki.SERVER_CA, builder -> builder.subject("CN=between").setIsCertificateAuthority(true));
        X509Bundle pair = TestPki.build(
                between,
                builder -> builder.subject("CN=server")
                        .setKeyUsage(true, KeyUsage.digitalSignature)
                        .addSanDnsName("server"));
        String leaf = pair.getCertificatePEM();
        String middle = between.getCertificatePEM();
        String root = TestPki.SERVER_CA.getCertificatePEM();
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(
                        Arguments.of(provider, "one of them twice", pair, leaf + middle + middle),
                        Arguments.of(provider, "the leaf twice", pair, leaf + leaf + middle),
                        Arguments.of(provider, "another order", pair, leaf + root + middle),
                        Arguments.of(
                                provider, "a stranger", pair, leaf + TestPki.OTHER_CA.getCertificatePEM() + middle)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("oddChainsOnEveryProvider")
    void servesAChainAsItIs(TlsProvider provider, String name, X509Bundle pair, String chain) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(chain, pair.getPrivateKeyPEM(), TestPki.CA.getCertificatePEM()));

            assertThat(server.tls.problem()).isEmpty();
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(JdkClient.get(server.port(), TestPki.client("prometheus"), protocol)
                                .server())
                        .isEqualTo(pair.getCertificate());
            }
        }
    }

    /** As a podCertificate volume of Kubernetes writes them. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(TlsProvider.class)
    void servesKeyAndChainOfOneFile(TlsProvider provider) throws Exception {
        X509Bundle pair = TestPki.server("server");
        String both = pair.getPrivateKeyPEM() + pair.getCertificatePathPEM();
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(both, both, TestPki.CA.getCertificatePEM()));

            assertThat(server.tls.problem()).isEmpty();
            assertThat(JdkClient.get(server.port(), TestPki.client("prometheus"), "TLSv1.3")
                            .server())
                    .isEqualTo(pair.getCertificate());
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(TlsProvider.class)
    void servesP521(TlsProvider provider) throws Exception {
        String keyAndCertificate = OpenSsl3.run(
                "",
                List.of(
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-521",
                                "-nodes",
                                "-subj",
                                "/CN=server",
                                "-keyout",
                                "-")
                        .toArray(String[]::new));
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(keyAndCertificate, keyAndCertificate, TestPki.CA.getCertificatePEM()));

            assertThat(server.tls.problem()).isEmpty();
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(JdkClient.get(server.port(), TestPki.client("prometheus"), protocol)
                                .text())
                        .isEqualTo(TlsServer.ANSWER);
            }
        }
    }
}
