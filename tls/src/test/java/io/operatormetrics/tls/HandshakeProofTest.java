package io.operatormetrics.tls;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot shake hands is not published. */
class HandshakeProofTest {
    private static final X509Bundle CLIENT = TestPki.client("prometheus");

    /** In TLS 1.3 the JDK leaves out names that do not fit, so that there nothing is the matter. */
    @ParameterizedTest(name = "{0}, at least TLS {1}")
    @CsvSource({"BORINGSSL, TLS_1_2", "BORINGSSL, TLS_1_3", "JDK, TLS_1_2"})
    void keepsTheLastGoodSetWhenTheNamesOfTheCasDoNotFit(TlsProvider provider, TlsVersion least) throws Exception {
        StringBuilder bundle = new StringBuilder(CA.getCertificatePEM());
        for (int i = 0; i < 7; i++) {
            bundle.append(TestPki.ca(i + "x".repeat(10_000)).getCertificatePEM());
        }
        refusesAndKeepsTheLastGoodSet(
                Policies.of(provider, least),
                TestPki.material(SERVER.getCertificatePathPEM(), SERVER.getPrivateKeyPEM(), bundle.toString()));
    }

    @ParameterizedTest(name = "{0}, at least TLS {1}")
    @CsvSource({"BORINGSSL, TLS_1_2", "BORINGSSL, TLS_1_3", "JDK, TLS_1_2", "JDK, TLS_1_3"})
    void keepsTheLastGoodSetWhenTheChainDoesNotFit(TlsProvider provider, TlsVersion least) throws Exception {
        String chain = SERVER.getCertificatePathPEM() + CA.getCertificatePEM().repeat(1_000);
        refusesAndKeepsTheLastGoodSet(
                Policies.of(provider, least),
                TestPki.material(chain, SERVER.getPrivateKeyPEM(), CA.getCertificatePEM()));
    }

    private static void refusesAndKeepsTheLastGoodSet(TlsPolicy policy, TlsMaterial tooMuch) throws Exception {
        try (TlsServer server = new TlsServer(policy)) {
            server.source.give(TestPki.material(SERVER, CA));
            server.source.give(tooMuch);

            assertThat(server.reloads).hasSize(2).last().isInstanceOf(ReloadOutcome.Rejected.class);
            assertThat(server.tls.problem()).get().asString().contains("cannot be used: ");
            assertThat(JdkClient.get(server.port(), CLIENT).text()).isEqualTo(TlsServer.ANSWER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptsABundleOfAHundredCas(TlsProvider provider) throws Exception {
        StringBuilder bundle = new StringBuilder(CA.getCertificatePEM());
        for (int i = 0; i < 100; i++) {
            bundle.append(TestPki.ca("ca-" + i + "x".repeat(150)).getCertificatePEM());
        }
        try (TlsServer server = new TlsServer(Policies.of(provider))) {
            server.source.give(
                    TestPki.material(SERVER.getCertificatePathPEM(), SERVER.getPrivateKeyPEM(), bundle.toString()));

            assertThat(server.tls.problem()).isEmpty();
            assertThat(JdkClient.get(server.port(), CLIENT).text()).isEqualTo(TlsServer.ANSWER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void warnsWhenNoSuiteFitsTheKey(TlsProvider provider) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(TlsReloader.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(logged);
        try (TlsServer server =
                new TlsServer(Policies.of(provider, List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")))) {
            server.source.give(TestPki.material(SERVER, CA));
            server.source.give(TestPki.material(TestPki.server("next"), CA));

            assertThat(logged.list)
                    .filteredOn(event -> event.getLevel() == Level.WARN)
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.getFormattedMessage())
                            .startsWith("no cipher suite that is set fits the server's key (EC)"));
            assertThat(JdkClient.get(server.port(), CLIENT, "TLSv1.3").text()).isEqualTo(TlsServer.ANSWER);
            assertThatThrownBy(() -> JdkClient.get(server.port(), CLIENT, "TLSv1.2"))
                    .isInstanceOf(IOException.class);
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(null);
        }
    }
}
