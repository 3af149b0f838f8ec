package io.operatormetrics.tls;

import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

/** The four modes mean what they mean in Go, on both providers and in both versions. */
class ClientAuthTest {
    private static final Map<String, X509Bundle> CERTIFICATES = Map.of(
            "of the CA", TestPki.client("x"),
            "self-signed", TestPki.selfSigned("x"),
            "expired", TestPki.client("x", CA, TestPki.expired()));

    static Stream<Arguments> matrix() {
        return Stream.of(
                        Arguments.of(ClientAuth.REQUIRE_AND_VERIFY, "none", false),
                        Arguments.of(ClientAuth.REQUIRE_AND_VERIFY, "of the CA", true),
                        Arguments.of(ClientAuth.REQUIRE_AND_VERIFY, "self-signed", false),
                        Arguments.of(ClientAuth.REQUIRE_ANY, "none", false),
                        Arguments.of(ClientAuth.REQUIRE_ANY, "of the CA", true),
                        Arguments.of(ClientAuth.REQUIRE_ANY, "self-signed", true),
                        Arguments.of(ClientAuth.REQUIRE_ANY, "expired", true),
                        Arguments.of(ClientAuth.VERIFY_IF_GIVEN, "none", true),
                        Arguments.of(ClientAuth.VERIFY_IF_GIVEN, "of the CA", true),
                        Arguments.of(ClientAuth.VERIFY_IF_GIVEN, "self-signed", false),
                        Arguments.of(ClientAuth.VERIFY_IF_GIVEN, "expired", false),
                        Arguments.of(ClientAuth.NONE, "none", true),
                        Arguments.of(ClientAuth.NONE, "self-signed", true))
                .flatMap(row -> Stream.of(TlsProvider.values())
                        .map(provider -> Arguments.of(provider, row.get()[0], row.get()[1], row.get()[2])));
    }

    @ParameterizedTest(name = "{0}, {1}, client certificate {2}: {3}")
    @MethodSource("matrix")
    void letsIn(TlsProvider provider, ClientAuth clientAuth, String client, boolean letIn, @TempDir Path folder)
            throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider, clientAuth))) {
            server.source.give(TestPki.material(SERVER, CA));
            for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
                var result = new OpenSslClient(folder).connect(server.port(), CERTIFICATES.get(client), version);
                assertThat(result.answered()).as(result.output()).isEqualTo(letIn);
            }
            assertThat(server.received.get() > 0).isEqualTo(letIn);
        }
    }
}
