package io.operatormetrics.server;

import io.operatormetrics.server.RawClient.Reply;
import io.operatormetrics.server.http.ServerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class MetricsServerCloseTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void letsRunningScrapesFinishAndClosesIdleConnectionsAtOnce() throws Exception {
        // An address of its own: on the usual one another process may get the port once it is free.
        ServerLimits limits = new ServerLimits(512, 16 * 1024, LONG, LONG, LONG, Duration.ofSeconds(30));
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
            // Once it waits for those that run it has told all of them.
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
        ServerLimits limits = new ServerLimits(512, 16 * 1024, LONG, LONG, LONG, Duration.ofMillis(300));
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

    @Test
    void closesTwiceAndUnstartedWithoutComplaint() throws IOException {
        TestServer server = TestServer.start();
        server.close();
        server.close();

        assertThatThrownBy(server.server::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(server.server::start).isInstanceOf(IllegalStateException.class);
    }
}
