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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** As many connections as the server keeps are open, of somebody who wants nothing but their places. */
@Timeout(60)
class StrangersTest {

    private static final int PLACES = 512;
    private static final int ASKED = 50;

    private final List<RawClient> strangers = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (RawClient stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void aProbeIsAnsweredBesideConnectionsThatAreSilent() throws IOException {
        try (HealthServer server = health()) {
            connectAll(server.address());
            assertProbed(server);
        }
    }

    @Test
    void aProbeIsAnsweredBesideConnectionsThatAskedOnce() throws IOException {
        try (HealthServer server = health()) {
            connectAll(server.address());
            strangers.forEach(StrangersTest::ask);
            assertProbed(server);
        }
    }

    @Test
    void aScrapeInPlainHttpIsAnsweredBesideConnectionsThatAreSilent() throws IOException {
        try (TestServer server = TestServer.start();
                RawClient kept = server.connect()) {
            assertThat(kept.get("/metrics").read().status()).isEqualTo(200);
            connectAll(server.server.address());
            for (int time = 0; time < ASKED; time++) {
                try (RawClient fresh = server.connect()) {
                    assertThat(fresh.get("/metrics").read().status()).isEqualTo(200);
                }
            }
            assertThat(kept.get("/metrics").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScraperWithACertificateIsAnsweredBesideConnectionsWithoutOne(TlsProvider provider) throws Exception {
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
            try (RawClient kept = TestTls.connect(server.address(), TestTls.CLIENT)) {
                assertThat(kept.get("/metrics").read().status()).isEqualTo(200);
                connectAll(server.address());
                for (int time = 0; time < ASKED; time++) {
                    try (RawClient fresh = TestTls.connect(server.address(), TestTls.CLIENT)) {
                        assertThat(fresh.get("/metrics").read().status()).isEqualTo(200);
                    }
                }
                assertThat(kept.get("/metrics").read().status()).isEqualTo(200);
            }
        }
    }

    private void connectAll(InetSocketAddress address) throws IOException {
        for (int place = 0; place < PLACES; place++) {
            strangers.add(RawClient.connect(address));
        }
    }

    private static void ask(RawClient stranger) {
        try {
            stranger.get("/livez");
        } catch (IOException gaveWay) {
            // So do most of them.
            assertThat(gaveWay).isInstanceOf(SocketException.class);
        }
    }

    private static void assertProbed(HealthServer server) throws IOException {
        for (int time = 0; time < ASKED; time++) {
            try (RawClient probe = RawClient.connect(server.address())) {
                assertThat(probe.get("/livez").read().status()).isEqualTo(200);
            }
        }
    }

    private static HealthServer health() throws IOException {
        HealthServer server = new HealthServer("127.0.0.1", 0, Readiness.Ready::new, Clock.systemUTC());
        server.start();
        return server;
    }
}
