package io.operatormetrics.tls;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.tls.TlsMaterial.Missing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.NOW;
import static io.operatormetrics.tls.TestPki.SERVER;
import static io.operatormetrics.tls.TestPki.material;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is served while material comes, changes, breaks and goes. */
class ServerTlsTest {
    private static final X509Bundle CLIENT = TestPki.client("prometheus");

    private final Logger logger = (Logger) LoggerFactory.getLogger(TlsReloader.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void attach() {
        logged.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(logged);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryConnectionUntilThereIsMaterial(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            assertThat(server.tls.problem()).hasValue("TLS material has not been read yet");
            assertRefused(server);
            server.source.give(absent(material(SERVER, CA)));
            assertRefused(server);
            assertThat(server.tls.served()).isEmpty();
            assertThat(server.tls.problem())
                    .hasValue("TLS material is missing: tls.key: not found; the Tigera operator creates it");
            assertThat(logged())
                    .containsExactly("WARN TLS material is missing: tls.key: not found; the Tigera operator creates it;"
                            + " until there is a good set every connection is refused");

            server.source.give(material(SERVER, CA));

            assertServes(server, SERVER);
            assertThat(server.tls.problem()).isEmpty();
            assertThat(server.failures).containsExactly(HandshakeFailure.OTHER, HandshakeFailure.OTHER);
        }
    }

    static Stream<Arguments> badSets() {
        X509Bundle next = TestPki.server("next");
        String certificate = next.getCertificatePathPEM();
        String key = next.getPrivateKeyPEM();
        String ca = CA.getCertificatePEM();
        return Stream.of(
                Arguments.of("half a certificate", material(certificate.substring(0, 200), key, ca)),
                Arguments.of("half a key", material(certificate, key.substring(0, 60), ca)),
                Arguments.of("nothing in the key file", material(certificate, "", ca)),
                Arguments.of("the key of before", material(certificate, SERVER.getPrivateKeyPEM(), ca)),
                Arguments.of("the certificate of before", material(SERVER.getCertificatePathPEM(), key, ca)),
                Arguments.of("expired", material(TestPki.server("next", TestPki.expired()), CA)),
                Arguments.of(
                        "not yet valid",
                        material(TestPki.server("next", TestPki.notBefore(NOW.plusSeconds(3600))), CA)),
                Arguments.of("for clients", material(TestPki.client("next"), CA)),
                Arguments.of("half a CA", material(certificate, key, ca.substring(0, 100))),
                Arguments.of(
                        "no CA",
                        new TlsMaterial(
                                material(next, CA).serverCertificate(),
                                material(next, CA).serverKey(),
                                new Missing("ca.crt", "not found; somebody makes it"))),
                Arguments.of("no key", absent(material(next, CA))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badSets")
    void keepsTheLastGoodSetWhileABadOneIsOffered(String name, TlsMaterial bad) throws Exception {
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            server.source.give(material(SERVER, CA));
            server.source.give(bad);
            server.source.give(bad);

            assertServes(server, SERVER);
            assertThat(server.tls.served())
                    .get()
                    .extracting(ServedTls::generation)
                    .isEqualTo(1L);
            assertThat(server.tls.problem()).isPresent();
            assertThat(server.reloads).hasSize(2);
            assertThat(server.reloads.getLast()).isNotInstanceOf(ReloadOutcome.Published.class);

            X509Bundle next = TestPki.server("next");
            server.source.give(material(next, CA));

            assertServes(server, next);
            assertThat(server.tls.problem()).isEmpty();
            assertThat(server.tls.served())
                    .get()
                    .extracting(ServedTls::generation)
                    .isEqualTo(2L);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badSets")
    void servesNothingWhenTheFirstSetIsBad(String name, TlsMaterial bad) throws Exception {
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            server.source.give(bad);

            assertThat(server.tls.served()).isEmpty();
            assertRefused(server);
        }
    }

    @Test
    void logsOncePerChangeOfState() throws Exception {
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            TlsMaterial good = material(SERVER, CA);
            TlsMaterial gone = absent(good);
            server.source.give(gone);
            // The timer looks again and again meanwhile.
            await().pollDelay(TlsServer.REFRESH.multipliedBy(4)).until(() -> true);
            server.source.give(gone);
            server.source.give(good);
            server.source.give(good);
            server.source.give(gone);
            server.source.give(gone);
            server.source.give(good);

            assertThat(logged())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("WARN TLS material is missing")
                                    .endsWith("refused"),
                            line -> assertThat(line)
                                    .startsWith("INFO serving TLS with the certificate of CN=server, valid until ")
                                    .endsWith("client certificates: RequireAndVerifyClientCert (set 1)"),
                            line -> assertThat(line)
                                    .startsWith("WARN TLS material is missing")
                                    .endsWith("set 1 goes on being served"),
                            line -> assertThat(line)
                                    .contains("(set 2; resolved: TLS material is missing: tls.key: not found"));
            assertThat(server.reloads).hasSize(4);
        }
    }

    @Test
    void logsNoByteOfAKey() throws Exception {
        String key = SERVER.getPrivateKeyPEM();
        String secret = key.lines().skip(1).findFirst().orElseThrow().substring(0, 12);
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            server.source.give(material(key, key.substring(0, 100), key));
            server.source.give(material(SERVER.getCertificatePathPEM(), key.replace("-----END", "!\n-----END"), key));

            assertThat(String.join("\n", logged()) + server.reloads + server.tls.problem())
                    .doesNotContain(secret);
        }
    }

    @Test
    void takesUpTheSameBytesWhenTheirTimeHasCome() throws Exception {
        MovableClock clock = new MovableClock(NOW.minus(Duration.ofDays(1)));
        try (TlsServer server = new TlsServer(Policies.DEFAULT, clock)) {
            server.source.give(material(TestPki.server("server", TestPki.notBefore(NOW)), TestPki.ca("client-ca")));
            assertThat(server.tls.served()).isEmpty();

            clock.advance(Duration.ofDays(1));

            await().untilAsserted(() -> assertThat(server.tls.served()).isPresent());
            assertThat(server.tls.problem()).isEmpty();
        }
    }

    @Test
    void goesOnServingWhatExpiresWhileItIsServedAndSaysSoOnce() throws Exception {
        MovableClock clock = new MovableClock(NOW);
        try (TlsServer server = new TlsServer(Policies.DEFAULT, clock)) {
            server.source.give(material(TestPki.server("brief", builder -> builder.notAfter(NOW.plusSeconds(60))), CA));
            clock.advance(Duration.ofSeconds(61));

            await().untilAsserted(() -> assertThat(server.tls.problem())
                    .hasValue("the server certificate expired at " + NOW.plusSeconds(60)));
            await().until(() -> server.reloads.size() == 2);
            await().pollDelay(TlsServer.REFRESH.multipliedBy(4)).until(() -> true);
            assertThat(server.reloads).hasSize(2).last().isInstanceOf(ReloadOutcome.Rejected.class);
            assertThat(logged()).hasSize(2).last().asString().endsWith("set 1 goes on being served");
            assertThat(JdkClient.get(server.port(), CLIENT).text()).isEqualTo(TlsServer.ANSWER);

            server.source.give(material(SERVER, CA));
            assertServes(server, SERVER);
            assertThat(server.tls.problem()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesKeyAndTrustTogether(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(material(SERVER, CA));
            X509Bundle next = TestPki.server("next");
            server.source.give(material(next, TestPki.OTHER_CA));

            X509Bundle clientOfNext = TestPki.client("prometheus", TestPki.OTHER_CA, builder -> builder);
            assertThat(JdkClient.get(server.port(), clientOfNext).server()).isEqualTo(next.getCertificate());
            assertThatThrownBy(() -> JdkClient.get(server.port(), CLIENT)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stillRefusesAClientWithoutCertificateAfterAHundredReloads(TlsProvider provider) throws Exception {
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            X509Bundle other = TestPki.server("other");
            for (int i = 0; i < 100; i++) {
                server.source.give(material(i % 2 == 0 ? SERVER : other, CA));
            }
            assertThat(server.tls.served())
                    .get()
                    .extracting(ServedTls::generation)
                    .isEqualTo(100L);

            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThatThrownBy(() -> JdkClient.get(server.port(), null, protocol))
                        .isInstanceOf(IOException.class);
            }
            await().untilAsserted(() -> assertThat(server.failures)
                    .containsExactly(HandshakeFailure.NO_CERTIFICATE, HandshakeFailure.NO_CERTIFICATE));
            assertThat(server.received).hasValue(0);
            assertServes(server, other);
        }
    }

    @Test
    void asksItsSourceFromTimeToTime() throws Exception {
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            server.source.changeUnseen(material(SERVER, CA));

            await().untilAsserted(() -> assertThat(server.tls.served()).isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "REQUIRE_AND_VERIFY", mode = EnumSource.Mode.EXCLUDE)
    void takesNoListOfNamesThatWouldKeepNobodyOut(ClientAuth clientAuth) {
        TlsPolicy policy = new TlsPolicy(
                clientAuth, TlsVersion.TLS_1_2, List.of(), TlsProvider.JDK, new AllowedNames.Listed(Set.of("x")));
        assertThatThrownBy(() -> new ServerTls(policy, new GivenSource(), null, Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("allowed names with %s (expected: RequireAndVerifyClientCert)", clientAuth.goName());
    }

    private static TlsMaterial absent(TlsMaterial material) {
        return new TlsMaterial(
                material.serverCertificate(),
                new Missing("tls.key", "not found; the Tigera operator creates it"),
                material.clientCa());
    }

    private static void assertServes(TlsServer server, X509Bundle pair) throws IOException {
        JdkClient.Answer answer = JdkClient.get(server.port(), CLIENT);
        assertThat(answer.text()).isEqualTo(TlsServer.ANSWER);
        assertThat(answer.server()).isEqualTo(pair.getCertificate());
    }

    private static void assertRefused(TlsServer server) {
        assertThatThrownBy(() -> JdkClient.get(server.port(), CLIENT)).isInstanceOf(IOException.class);
    }

    private List<String> logged() {
        return logged.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}
