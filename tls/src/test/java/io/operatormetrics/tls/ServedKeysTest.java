package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> KEYS.stream().map(key -> {
                    Object[] k = key.get();
                    return Arguments.of(provider, k[0], k[1], k[2]);
                }));
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
}
