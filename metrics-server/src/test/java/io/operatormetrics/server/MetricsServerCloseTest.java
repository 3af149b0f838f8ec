package io.operatormetrics.server;

import io.operatormetrics.server.RawClient.Reply;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.server.http.ServerLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class MetricsServerCloseTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void leavesNothingInTheRegistryOnceItIsClosedOrCouldNotStart() throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        Supplier<MetricsServer.Builder> builder = () -> MetricsServer.builder()
                .plainHttp()
                .exposition(new Exposition(new ExpositionStore(), registry))
                .registry(registry)
                .clock(Clock.systemUTC());
        try (MetricsServer first = builder.get().address("127.0.0.1", 0).build()) {
            first.start();
            int taken = first.address().getPort();
            assertThat(registry.scrape().size()).isPositive();
            assertThatThrownBy(() -> builder.get().address("127.0.0.1", 0).build())
                    .as("a second one on the same registry")
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(registry.scrape().size()).isPositive();

            PrometheusRegistry other = new PrometheusRegistry();
            MetricsServer twin =
                    builder.get().registry(other).address("127.0.0.1", taken).build();
            assertThatThrownBy(twin::start).isInstanceOf(BindException.class);
            assertThat(other.scrape().size()).isZero();
        }
        assertThat(registry.scrape().size()).isZero();

        TlsMetrics tls = new TlsMetrics(registry);
        assertThat(registry.scrape().size()).isPositive();
        tls.close();
        assertThat(registry.scrape().size()).isZero();
    }

    @Test
    void letsRunningScrapesFinishAndClosesIdleConnectionsAtOnce() throws Exception {
        // An address of its own: on the usual one another process may get the port once it is free.
        ServerLimits limits = new ServerLimits(512, 128, 16 * 1024, LONG, LONG, LONG, Duration.ofSeconds(30));
        try (TestServer server = TestServer.start(
                        builder -> builder.address("127.0.0.2", 0).limits(limits));
                RawClient running = server.connect();
                RawClient idle = server.connect();
                RawClient halfway = server.connect()) {
            Gate gate = new Gate(server.registry);
            idle.get("/nowhere").read();
            halfway.send("GET /metr");
            running.get("/metrics").get("/metrics");
            await().until(() -> gate.waiting() == 1);
            InetSocketAddress address = server.server.address();

            Thread closing = Thread.ofPlatform().start(server::close);

            assertThat(idle.closed()).isTrue();
            assertThat(halfway.closed()).isTrue();
            // The kernel's socket goes with its selector's next round, which can be a moment after its channel.
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> new Socket(address.getAddress(), address.getPort()).close())
                    .isInstanceOf(ConnectException.class));
            // Once it waits for the running scrapes, it has notified all connections.
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            gate.open();
            Reply reply = running.read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("\ngate 1.0\n");
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(running.closed()).as("the pipelined one is not begun").isTrue();
            closing.join();
        }
    }

    @Test
    @SuppressWarnings("try") // closing it is what is tested
    void doesNotWaitForeverForAScrapeThatIsStuck() throws IOException {
        ServerLimits limits = new ServerLimits(512, 128, 16 * 1024, LONG, LONG, LONG, Duration.ofMillis(300));
        try (TestServer server = TestServer.start(builder -> builder.limits(limits));
                RawClient stuck = server.connect()) {
            Gate gate = new Gate(server.registry);
            stuck.get("/metrics");
            await().until(() -> gate.waiting() == 1);
            long start = System.nanoTime();

            server.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            await().untilAsserted(
                            () -> assertThat(gate.waiting()).as("interrupted").isZero());
        }
    }

    /** Of the ten seconds that running answers have. */
    @Test
    @SuppressWarnings("try") // closing it is what is tested
    void doesNotWaitForAClientThatTakesNothing() throws IOException {
        try (TestServer server = TestServer.start();
                RawClient stalled = RawClient.connectWithSmallBuffer(server.server.address())) {
            for (int i = 0; i < 64; i++) {
                server.store.put("filler-" + i, List.of(Series.of(TestServer.WIDGETS, i, i + "x".repeat(128 * 1024))));
            }
            stalled.get("/metrics").readHead();
            long start = System.nanoTime();

            server.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
        }
    }

    @Test
    void goesOnServingWhenItIsStartedTwice() throws IOException {
        try (TestServer server = TestServer.start()) {
            assertThatThrownBy(server.server::start).isInstanceOf(IllegalStateException.class);
            try (RawClient client = server.connect()) {
                assertThat(client.get("/metrics").read().text()).contains("metrics_server_connections 1.0");
            }
        }
    }

    @Test
    void closesTwiceAndUnstartedWithoutComplaint() throws IOException {
        TestServer server = TestServer.start();
        server.close();
        server.close();

        assertThatThrownBy(server.server::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(server.server::start).isInstanceOf(IllegalStateException.class);
    }
}
