package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which keys clients may have, as docs/certificates.md lists them: what the real openssl gets with each. */
class ClientKeysTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "BORINGSSL, -tls1_2, P-521, true",
        "BORINGSSL, -tls1_3, P-521, false",
        "BORINGSSL, -tls1_2, Ed25519, false",
        "BORINGSSL, -tls1_3, Ed25519, false",
        "JDK, -tls1_2, P-521, true",
        "JDK, -tls1_3, P-521, true",
        "JDK, -tls1_2, Ed25519, true",
        "JDK, -tls1_3, Ed25519, true",
    })
    void servesClientsWithThatKey(TlsProvider provider, String version, String key, boolean served) throws Exception {
        Path client = selfIssued(key);
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            String ca = Files.readString(client);
            server.source.give(TestPki.material(
                    TestPki.SERVER.getCertificatePathPEM(),
                    TestPki.SERVER.getPrivateKeyPEM(),
                    ca.substring(ca.indexOf("-----BEGIN CERTIFICATE"))));
            assertThat(server.tls.problem()).isEmpty();

            OpenSslClient.Result result = new OpenSslClient(folder)
                    .connect(server.port(), null, version, "-cert", client.toString(), "-key", client.toString());

            assertThat(result.answered()).as(result.output()).isEqualTo(served);
            if (!served) {
                // It was not asked for a certificate of that kind, so it presents none.
                await().untilAsserted(
                                () -> assertThat(server.failures).containsExactly(HandshakeFailure.NO_CERTIFICATE));
            }
        }
    }

    /** Go serves it; a client proves itself by a signature, for which its certificate then is not. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(TlsProvider.class)
    void refusesAClientWhoseKeyUsageIsKeyEnciphermentAlone(TlsProvider provider) throws Exception {
        X509Bundle client = TestPki.client(
                "prometheus", TestPki.CA, builder -> builder.setKeyUsage(true, KeyUsage.keyEncipherment));
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(TestPki.SERVER, TestPki.CA));
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                OpenSslClient.Result result = new OpenSslClient(folder).connect(server.port(), client, version);
                assertThat(result.answered()).isFalse();
                assertThat(result.alert())
                        .hasValue(
                                switch (provider) {
                                    case BORINGSSL -> version.equals("-tls1_3") ? 47 : 43;
                                    case JDK -> 46;
                                });
            }
            await().untilAsserted(() -> assertThat(server.failures)
                    .containsExactly(HandshakeFailure.WRONG_USAGE, HandshakeFailure.WRONG_USAGE));
        }
    }

    /** A CA that is its own client, key first. */
    private Path selfIssued(String key) throws Exception {
        String algorithm = key.equals("P-521") ? "ec" : key;
        String options = key.equals("P-521") ? " -pkeyopt ec_paramgen_curve:P-521" : "";
        String command = "req -x509 -newkey " + algorithm + options
                + " -nodes -subj /CN=client -addext basicConstraints=critical,CA:TRUE -keyout -";
        return Files.writeString(folder.resolve("client.pem"), OpenSsl3.run("", command.split(" ", -1)));
    }
}
