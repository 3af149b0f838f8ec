package io.operatormetrics.tls;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Versions, suites, ALPN, resumption, and peers that do not speak TLS. */
class ProtocolTest {
    private static final X509Bundle CLIENT = TestPki.client("prometheus");
    private static final X509Bundle RSA_CLIENT = TestPki.client("prometheus", CA, builder -> builder.rsa2048());

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
            await().untilAsserted(
                            () -> assertThat(server.failures).containsExactly(HandshakeFailure.NO_COMMON_PARAMETERS));
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

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("providersAndVersions")
    void agreesOnHttp11AndOnNothingElse(TlsProvider provider, String version) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            OpenSslClient openssl = new OpenSslClient(folder);

            assertThat(openssl.connect(server.port(), CLIENT, version, "-alpn", "h2,http/1.1")
                            .output())
                    .contains("ALPN protocol: http/1.1", TlsServer.ANSWER);
            assertThat(openssl.connect(server.port(), CLIENT, version).output())
                    .contains("No ALPN negotiated", TlsServer.ANSWER);
            var refused = openssl.connect(server.port(), CLIENT, version, "-alpn", "h2");
            assertThat(refused.alert()).as(refused.output()).hasValue(120);
            await().untilAsserted(
                            () -> assertThat(server.failures).containsExactly(HandshakeFailure.NO_COMMON_PARAMETERS));
        }
    }

    static Stream<Arguments> providersAndVersions() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of("-tls1_2", "-tls1_3").map(version -> Arguments.of(provider, version)));
    }

    static Stream<Arguments> nothingInCommon() {
        Stream<Arguments> onBoth = Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(
                                "-tls1_2 -cipher AES128-GCM-SHA256",
                                "-tls1_2 -groups brainpoolP256r1",
                                "-tls1_2 -sigalgs RSA+SHA256",
                                "-tls1_3 -sigalgs RSA-PSS+SHA256")
                        .map(options -> Arguments.of(provider, options)));
        // The JDK speaks every group that this client has for TLS 1.3.
        return Stream.concat(onBoth, Stream.of(Arguments.of(TlsProvider.BORINGSSL, "-tls1_3 -groups ffdhe2048")));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("nothingInCommon")
    void refusesAClientThatHasNothingInCommon(TlsProvider provider, String options) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));

            var result = new OpenSslClient(folder).connect(server.port(), null, options.split(" ", -1));

            assertThat(result.alert()).as(result.output()).hasValue(40);
            await().untilAsserted(
                            () -> assertThat(server.failures).containsExactly(HandshakeFailure.NO_COMMON_PARAMETERS));
        }
    }

    static Stream<Arguments> sha1() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of("RSA+SHA1", "RSA+SHA1:ECDSA+SHA256", "RSA+SHA1:ECDSA+SHA1")
                        .map(schemes -> Arguments.of(provider, schemes)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sha1")
    void signsNothingWithSha1(TlsProvider provider, String schemes) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(TestPki.server("rsa", builder -> builder.rsa2048()), CA));
            OpenSslClient openssl = new OpenSslClient(folder);
            String[] options = {"-tls1_2", "-cipher", "DEFAULT@SECLEVEL=0", "-sigalgs", schemes};

            var result = openssl.connect(server.port(), CLIENT, options);

            assertThat(result.answered()).as(result.output()).isFalse();
            assertThat(result.alert()).as(result.output()).hasValue(40);
            await().untilAsserted(
                            () -> assertThat(server.failures).containsExactly(HandshakeFailure.NO_COMMON_PARAMETERS));
            options[4] = schemes + ":RSA+SHA256";
            assertThat(openssl.connect(server.port(), RSA_CLIENT, options).answered())
                    .isTrue();
        }
    }

    /** Such a client means SHA-1 (RFC 5246 section 7.4.1.4.1). */
    @ParameterizedTest
    @EnumSource
    void refusesAClientThatNamesNoSignatureAlgorithm(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            String body = "0303" + "00".repeat(32) + "00" + "0002c02b" + "0100";
            byte[] hello =
                    HexFormat.of().parseHex("010000" + HexFormat.of().toHexDigits((byte) (body.length() / 2)) + body);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(record(hello));

                assertThat(socket.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 40);
            }
            await().untilAsserted(
                            () -> assertThat(server.failures).containsExactly(HandshakeFailure.NO_COMMON_PARAMETERS));
        }
    }

    /** BoringSSL takes it, and tcnative has no way to tell it otherwise; so did JDKs before 25. */
    @ParameterizedTest
    @EnumSource
    void acceptsTheSignatureOfAClientWithSha1OnBoringSslOnly(TlsProvider provider) throws Exception {
        boolean accepts = provider == TlsProvider.BORINGSSL || Runtime.version().feature() < 25;
        String[] options = {"-tls1_2", "-cipher", "DEFAULT@SECLEVEL=0", "-client_sigalgs", "RSA+SHA1"};
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));

            var result = new OpenSslClient(folder).connect(server.port(), RSA_CLIENT, options);

            assertThat(result.answered()).as(result.output()).isEqualTo(accepts);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnotherHandshakeOnTheSameConnection(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));

            var result = new OpenSslClient(folder).renegotiate(server.port(), CLIENT);

            assertThat(result.output()).contains("RENEGOTIATING").doesNotContain(TlsServer.ANSWER);
            assertThat(new OpenSslClient(folder)
                            .connect(server.port(), CLIENT, "-tls1_2")
                            .answered())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAClientHelloHoweverItIsCutUp(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setTcpNoDelay(true);
            // Two records of one ClientHello of TLS 1.2, with ALPN h2 alone.
            String extensions = "0010" + "0005" + "0003" + "026832" + "000d" + "0004" + "0002" + "0403";
            String body = "0303" + "00".repeat(32) + "00" + "0002c02b" + "0100" + "0011" + extensions;
            byte[] hello =
                    HexFormat.of().parseHex("010000" + HexFormat.of().toHexDigits((byte) (body.length() / 2)) + body);
            OutputStream out = socket.getOutputStream();
            for (byte[] part : List.of(Arrays.copyOf(hello, 20), Arrays.copyOfRange(hello, 20, hello.length))) {
                for (byte b : record(part)) {
                    out.write(b);
                    out.flush();
                }
            }

            assertThat(socket.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 120);
            socket.close();
        }
    }

    private static byte[] record(byte[] fragment) {
        byte[] record = new byte[5 + fragment.length];
        record[0] = 22;
        record[1] = 3;
        record[2] = 3;
        record[4] = (byte) fragment.length;
        System.arraycopy(fragment, 0, record, 5, fragment.length);
        return record;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("plainRequests")
    void answersPlainHttpWithOneLine(TlsProvider provider, String request) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));

            String answer = send(server, request.getBytes(StandardCharsets.US_ASCII));

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 Bad Request\r\nDate: ")
                    .contains("\r\nConnection: close\r\n")
                    .endsWith(request.startsWith("HEAD") ? "\r\n\r\n" : "bad request (expected: HTTPS on this port)\n");
            await().untilAsserted(() -> assertThat(server.failures).containsExactly(HandshakeFailure.OTHER));
            assertThat(server.received).hasValue(0);
        }
    }

    static Stream<Arguments> plainRequests() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(
                                "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
                                "HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
                                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000),
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                        .map(request -> Arguments.of(provider, request)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("providersAndVersions")
    void resumesNoSession(TlsProvider provider, String version) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            OpenSslClient openssl = new OpenSslClient(folder);
            Path session = folder.resolve("session");

            var first = openssl.connect(server.port(), CLIENT, version, "-sess_out", session.toString());

            assertThat(first.answered()).as(first.output()).isTrue();
            if (Files.exists(session)) {
                // The JDK gives out sessions that nobody knows any longer.
                assertThat(provider).isEqualTo(TlsProvider.JDK);
                var second = openssl.connect(server.port(), CLIENT, version, "-sess_in", session.toString());
                assertThat(second.answered()).as(second.output()).isTrue();
                assertThat(second.output()).contains("New, TLS").doesNotContain("Reused");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsNoTlsAndAHalfHandshakeButNoSilentProbe(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(TestPki.material(SERVER, CA));
            new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
            send(server, "hello, server\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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

    /** What comes back. */
    private static String send(TlsServer server, byte[] bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
