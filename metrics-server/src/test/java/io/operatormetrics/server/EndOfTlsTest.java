package io.operatormetrics.server;

import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import javax.net.ssl.SSLSocket;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A connection on which TLS is over holds no place. */
@Timeout(60)
class EndOfTlsTest {

    /** Far below the ten seconds that a fresh connection may wait with its request. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    enum Ending {
        CLOSE_NOTIFY {
            @Override
            void send(SSLSocket secure, Socket raw) throws IOException {
                secure.shutdownOutput();
            }
        },
        BAD_RECORD {
            @Override
            void send(SSLSocket secure, Socket raw) throws IOException {
                write(raw, 23);
            }
        },
        UNKNOWN_RECORD {
            @Override
            void send(SSLSocket secure, Socket raw) throws IOException {
                write(raw, 99);
            }
        };

        abstract void send(SSLSocket secure, Socket raw) throws IOException;

        private static void write(Socket raw, int type) throws IOException {
            byte[] record = new byte[5 + 64];
            record[0] = (byte) type;
            record[1] = 3;
            record[2] = 3;
            record[4] = 64;
            OutputStream out = raw.getOutputStream();
            out.write(record);
            out.flush();
        }
    }

    static Stream<Arguments> endings() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of("TLSv1.2", "TLSv1.3")
                        .flatMap(protocol -> Stream.of(Ending.values())
                                .flatMap(ending -> Stream.of("fresh", "after a scrape")
                                        .map(when -> Arguments.of(provider, protocol, ending, when)))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
    @MethodSource("endings")
    void closesAtOnce(TlsProvider provider, String protocol, Ending ending, String when) throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        TestTls.GivenSource source = new TestTls.GivenSource();
        TlsPolicy policy = new TlsPolicy(
                ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), provider, new AllowedNames.Any());
        try (ServerTls tls = new ServerTls(policy, source, new TlsMetrics(registry), Clock.systemUTC());
                MetricsServer server = MetricsServer.builder()
                        .address("127.0.0.1", 0)
                        .tls(tls)
                        .exposition(new Exposition(new ExpositionStore(), registry, Duration.ZERO))
                        .registry(registry)
                        .clock(Clock.systemUTC())
                        .build()) {
            tls.start();
            source.give(TestTls.CA.getCertificatePEM());
            server.start();
            Socket raw =
                    new Socket(server.address().getAddress(), server.address().getPort());
            SSLSocket secure = TestTls.over(raw, TestTls.CLIENT, protocol);
            secure.startHandshake();
            if (when.equals("after a scrape")) {
                RawClient.Reply reply = RawClient.over(secure).get("/metrics").read();
                assertThat(reply.status()).isEqualTo(200);
            }

            ending.send(secure, raw);

            long start = System.nanoTime();
            raw.setSoTimeout(20_000);
            readToTheEnd(raw);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            raw.close();
        }
    }

    private static void readToTheEnd(Socket raw) throws IOException {
        try {
            raw.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
