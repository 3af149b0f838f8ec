package io.operatormetrics.tls;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Versions, suites, ALPN, resumption, and peers that do not speak TLS. */
class ProtocolTest {
    private static final X509Bundle CLIENT = TestPki.client("prometheus");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}, at least TLS {1}, client with {2}")
    @CsvSource({
        "BORINGSSL, TLS_1_2, -tls1_1",
        "JDK, TLS_1_2, -tls1_1",
        "BORINGSSL, TLS_1_3, -tls1_2",
        "JDK, TLS_1_3, -tls1_2",
    })
    void refusesOldVersionsWithAlert70(TlsProvider provider, TlsVersion least, String option) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider, least))) {
            server.source.give(TestPki.material(SERVER, CA));

            var result =
                    new OpenSslClient(folder).connect(server.port(), CLIENT, option, "-cipher", "DEFAULT@SECLEVEL=0");

            assertThat(result.alert()).as(result.output()).hasValue(70);
            await().untilAsserted(() -> assertThat(server.failures).containsExactly(HandshakeFailure.PROTOCOL_VERSION));
            assertThat(new OpenSslClient(folder)
                            .connect(server.port(), CLIENT, "-tls1_3")
                            .answered())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void speaksOnlySecureSuitesOfTls12(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(TestPki.server("rsa", builder -> builder.rsa2048()), CA));
            OpenSslClient openssl = new OpenSslClient(folder);

            assertThat(openssl.connect(
                                    server.port(),
                                    CLIENT,
                                    "-tls1_2",
                                    "-cipher",
                                    "AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA")
                            .alert())
                    .hasValue(40);
            for (String suite : List.of(
                    "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305")) {
                var result = openssl.connect(server.port(), CLIENT, "-tls1_2", "-cipher", suite);
                assertThat(result.answered()).as(result.output()).isTrue();
            }
            await().untilAsserted(() -> assertThat(server.failures).containsExactly(HandshakeFailure.OTHER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void speaksTheChosenSuitesAndTls13(TlsProvider provider) throws Exception {
        List<String> chosen = List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        try (TlsServer server = new TlsServer(Policies.of(provider, chosen))) {
            server.source.give(TestPki.material(SERVER, CA));
            OpenSslClient openssl = new OpenSslClient(folder);

            assertThat(openssl.connect(server.port(), CLIENT, "-tls1_2").output())
                    .contains("Cipher is ECDHE-ECDSA-AES256-GCM-SHA384");
            assertThat(openssl.connect(server.port(), CLIENT, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
                            .alert())
                    .hasValue(40);
            assertThat(openssl.connect(server.port(), CLIENT, "-tls1_3").answered())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreesOnHttp11AndOnNothingElse(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            OpenSslClient openssl = new OpenSslClient(folder);

            assertThat(openssl.connect(server.port(), CLIENT, "-alpn", "h2,http/1.1")
                            .output())
                    .contains("ALPN protocol: http/1.1", TlsServer.ANSWER);
            assertThat(openssl.connect(server.port(), CLIENT, "-alpn", "h2").output())
                    .contains("No ALPN negotiated", TlsServer.ANSWER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void boringSslGivesNoSessionToResume(String version) throws Exception {
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            server.source.give(TestPki.material(SERVER, CA));
            Path session = folder.resolve("session");

            var result =
                    new OpenSslClient(folder).connect(server.port(), CLIENT, version, "-sess_out", session.toString());

            assertThat(result.answered()).as(result.output()).isTrue();
            assertThat(session).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void theJdkResumesNoSessionFromBeforeAChange(String version) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(TlsProvider.JDK))) {
            server.source.give(TestPki.material(SERVER, CA));
            OpenSslClient openssl = new OpenSslClient(folder);
            Path session = folder.resolve("session");
            openssl.connect(server.port(), CLIENT, version, "-sess_out", session.toString());
            assertThat(session).exists();
            server.source.give(TestPki.material(SERVER, TestPki.OTHER_CA));

            var result = openssl.connect(server.port(), CLIENT, version, "-sess_in", session.toString());

            assertThat(result.alert()).as(result.output()).hasValue(48);
            assertThat(result.answered()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsPlainHttpAndAHalfHandshakeButNoSilentProbe(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
            send(server, "GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(server, new byte[] {0x16, 3, 1, 1, 0, 1, 0});

            await().untilAsserted(() ->
                    assertThat(server.failures).containsExactly(HandshakeFailure.OTHER, HandshakeFailure.OTHER));
            assertThat(server.received).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesAHandshakeTenSeconds(TlsProvider provider) {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            EmbeddedChannel channel = new EmbeddedChannel();
            server.tls.secure(channel);

            assertThat(channel.pipeline().get(SslHandler.class).getHandshakeTimeoutMillis())
                    .isEqualTo(10_000);
            channel.finishAndReleaseAll();
        }
    }

    private static void send(TlsServer server, byte[] bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }
}
