package io.operatormetrics.server;

import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.HandshakeFailure;
import io.operatormetrics.tls.ReloadOutcome;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsListener;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ScrapeListenerTest {

    private final List<SocketAddress> scrapes = new CopyOnWriteArrayList<>();
    private final List<SocketAddress> refused = new CopyOnWriteArrayList<>();

    @Test
    void isCalledForAnsweredScrapesOnly() throws IOException {
        try (TestServer server = TestServer.start(builder -> builder.scrapeListener(scrapes::add));
                RawClient client = server.connect()) {
            client.get("/").read();
            client.send("HEAD /metrics HTTP/1.1\r\nHost: test\r\n\r\n").readHead();
            client.send("PUT /metrics HTTP/1.1\r\nHost: test\r\n\r\n").read();
            assertThat(scrapes).isEmpty();

            client.get("/metrics?name[]=widgets").read();
            assertThat(scrapes).hasSize(1).allMatch(ScrapeListenerTest::isLoopback);
        }
    }

    @Test
    void isNotCalledForARefusedClient() throws IOException {
        TestTls.GivenSource source = new TestTls.GivenSource();
        TlsPolicy policy = new TlsPolicy(
                ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), TlsProvider.JDK, new AllowedNames.Any());
        try (ServerTls tls = new ServerTls(policy, source, new Refusals(), Clock.systemUTC())) {
            tls.start();
            source.give(TestTls.CA.getCertificatePEM());
            try (TestServer server =
                    TestServer.start(builder -> builder.tls(tls).scrapeListener(scrapes::add))) {
                try (RawClient stranger = TestTls.connect(server.server.address(), null)) {
                    stranger.get("/metrics");
                    await().untilAsserted(() -> assertThat(refused).isNotEmpty());
                }
                assertThat(refused).allMatch(ScrapeListenerTest::isLoopback);
                assertThat(scrapes).isEmpty();

                try (RawClient client = TestTls.connect(server.server.address(), TestTls.CLIENT)) {
                    client.get("/metrics").read();
                }
                assertThat(scrapes).hasSize(1);
            }
        }
    }

    private static boolean isLoopback(SocketAddress client) {
        return client instanceof InetSocketAddress inet && inet.getAddress().isLoopbackAddress();
    }

    private final class Refusals implements TlsListener {
        @Override
        public void onReload(ReloadOutcome outcome) {}

        @Override
        public void onHandshakeFailure(HandshakeFailure reason, SocketAddress client) {
            refused.add(client);
        }
    }
}
