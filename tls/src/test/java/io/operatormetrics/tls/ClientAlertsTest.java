package io.operatormetrics.tls;

import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.OTHER_CA;
import static io.operatormetrics.tls.TestPki.client;
import static java.util.function.UnaryOperator.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a refused client sees, and what is counted, with the real OpenSSL client. */
class ClientAlertsTest {

    @TempDir
    Path folder;

    record Client(String name, @Nullable X509Bundle certificate, int boringSsl, HandshakeFailure reason) {

        /** The JDK says certificate_unknown (46) of any certificate that it refuses. */
        int alert(TlsProvider provider, TlsVersion version) {
            if (certificate == null
                    && provider == TlsProvider.JDK
                    && Runtime.version().feature() < 25) {
                return 42;
            }
            if (certificate == null) {
                return version == TlsVersion.TLS_1_2 ? 40 : boringSsl;
            }
            return switch (provider) {
                case BORINGSSL -> boringSsl;
                case JDK -> 46;
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Client> CLIENTS = List.of(
            new Client("without a certificate", null, 116, HandshakeFailure.NO_CERTIFICATE),
            new Client("of another CA", client("x", OTHER_CA, identity()), 48, HandshakeFailure.UNKNOWN_CA),
            new Client(
                    "of another CA with the name of ours",
                    client("x", TestPki.ca("client-ca"), identity()),
                    48,
                    HandshakeFailure.UNKNOWN_CA),
            new Client("self-signed", TestPki.selfSigned("x"), 48, HandshakeFailure.UNKNOWN_CA),
            new Client("expired", client("x", CA, TestPki.expired()), 45, HandshakeFailure.EXPIRED),
            new Client(
                    "not yet valid",
                    client("x", CA, TestPki.notBefore(TestPki.NOW.plusSeconds(3600))),
                    45,
                    HandshakeFailure.NOT_YET_VALID),
            new Client(
                    "for servers only",
                    TestPki.build(CA, builder -> builder.subject("CN=x").addExtendedKeyUsageServerAuth()),
                    43,
                    HandshakeFailure.WRONG_USAGE));

    static Stream<Arguments> refusedClients() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(TlsVersion.values())
                        .flatMap(version -> CLIENTS.stream().map(client -> Arguments.of(provider, version, client))));
    }

    @ParameterizedTest(name = "{0}, TLS {1}, client {2}")
    @MethodSource("refusedClients")
    void saysWhyAClientIsRefused(TlsProvider provider, TlsVersion version, Client client) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(TestPki.SERVER, TestPki.CA));

            var result = new OpenSslClient(folder).connect(server.port(), client.certificate(), option(version));

            assertThat(result.alert()).as(result.output()).hasValue(client.alert(provider, version));
            assertThat(result.answered()).isFalse();
            await().untilAsserted(() -> assertThat(server.failures).containsExactly(client.reason()));
            assertThat(server.received).hasValue(0);
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("providersAndVersions")
    void letsAClientOfTheCaIn(TlsProvider provider, TlsVersion version) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(TestPki.SERVER, TestPki.CA));

            var result =
                    new OpenSslClient(folder).connect(server.port(), TestPki.client("prometheus"), option(version));

            assertThat(result.answered()).as(result.output()).isTrue();
            assertThat(server.failures).isEmpty();
        }
    }

    static Stream<Arguments> providersAndVersions() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(TlsVersion.values()).map(version -> Arguments.of(provider, version)));
    }

    private static String option(TlsVersion version) {
        return switch (version) {
            case TLS_1_2 -> "-tls1_2";
            case TLS_1_3 -> "-tls1_3";
        };
    }
}
