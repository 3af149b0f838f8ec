package io.operatormetrics.server;

import io.operatormetrics.server.RawClient.Reply;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.server.exposition.TextSample;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class ServerLimitsTest {

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String HEAD_WITHOUT_END = "GET /metrics HTTP/1.1\r\nHost: a\r\nX: ";

    private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        drips.shutdownNow();
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void closesAFreshConnectionThatAsksForNothing() throws IOException {
        TestServer server = server(512, SHORT, LONG, LONG);

        assertThat(open(server.connect()).closed()).isTrue();
    }

    @Test
    void closesAConnectionThatSendsItsHeadByteByByte() throws IOException {
        TestServer server = server(512, SHORT, LONG, LONG);
        RawClient client = open(server.connect()).send(HEAD_WITHOUT_END);
        ScheduledFuture<?> dripping = drip(client);

        assertThat(client.closed()).isTrue();
        dripping.cancel(true);
    }

    @Test
    void givesTheSecondRequestNoMoreTimeThanTheFirst() throws IOException {
        TestServer server = server(512, SHORT, LONG, LONG);
        RawClient client = answered(server);

        ScheduledFuture<?> dripping = drip(client.send(HEAD_WITHOUT_END));

        assertThat(client.closed()).isTrue();
        dripping.cancel(true);
    }

    @Test
    void closesAnIdleConnectionOnlyAfterTheIdleTime() throws IOException {
        Duration idle = SHORT.multipliedBy(3);
        TestServer server = server(512, SHORT, idle, LONG);
        long before = System.nanoTime();
        RawClient client = answered(server);

        assertThat(client.closed()).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(idle);
    }

    /** A client that has asked once; another where this thread was slower than the server is with those who ask for nothing. */
    private RawClient answered(TestServer server) {
        AtomicReference<RawClient> client = new AtomicReference<>();
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            client.set(open(server.connect()));
            return client.get().get("/metrics").read().status() == 200;
        });
        return client.get();
    }

    @Test
    void closesAConnectionThatDoesNotTakeItsAnswer() throws IOException {
        TestServer server = server(512, LONG, LONG, SHORT);
        fill(server);
        RawClient lazy = open(RawClient.connectWithSmallBuffer(server.server.address()));

        lazy.get("/metrics");

        await().untilAsserted(() -> assertThat(connections(server)).isEqualTo(1));
    }

    @Test
    void deliversALargeAnswerWhole() throws IOException {
        TestServer server = server(512, LONG, LONG, LONG);
        fill(server);

        Reply reply = open(RawClient.connectWithSmallBuffer(server.server.address()))
                .get("/metrics?name[]=widgets")
                .read();

        assertThat(TextSample.parse(reply.text()))
                .hasSize(65)
                .contains(new TextSample("widgets", Map.of("kind", "42" + "x".repeat(128 * 1024)), 42));
    }

    @Test
    void closesTheConnectionThatIsIdleLongestForOneTooMany() throws IOException {
        TestServer server = server(2, LONG, LONG, LONG);
        RawClient first = open(server.connect());
        first.get("/metrics").read();
        RawClient second = open(server.connect());
        second.get("/metrics").read();
        first.get("/metrics").read();

        RawClient third = open(server.connect());

        assertThat(third.get("/metrics").read().status()).isEqualTo(200);
        assertThat(second.closed()).isTrue();
        assertThat(first.get("/metrics").read().text())
                .contains(
                        "metrics_server_connections 2.0\n",
                        "metrics_server_connections_closed_total{reason=\"budget\"} 1.0\n");
    }

    @Test
    void tellsScrapesBeyondTheLimitToComeAgain() throws IOException {
        TestServer server = open(TestServer.start(builder -> builder.maxConcurrentScrapes(2)));
        Gate gate = new Gate(server.registry);
        RawClient first = open(server.connect()).get("/metrics");
        RawClient second = open(server.connect()).get("/metrics");
        await().until(() -> gate.waiting() == 2);

        Reply third = open(server.connect()).get("/metrics").read();

        assertThat(third.status()).isEqualTo(503);
        assertThat(third.header("retry-after")).isEqualTo("1");
        assertThat(third.text()).isEqualTo("too many scrapes at once\n");
        gate.open();
        assertThat(first.read().status()).isEqualTo(200);
        assertThat(second.read().status()).isEqualTo(200);
        assertThat(refusedScrapes(server)).isEqualTo(1);
        // Who scraped makes room a moment after the answer is out.
        await().until(() -> second.get("/metrics").read().status() == 200);
    }

    private static double refusedScrapes(TestServer server) {
        return server.registry.scrape(name -> name.startsWith("metrics_server_scrapes")).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(family -> family.getDataPoints().stream())
                .filter(point -> "503".equals(point.getLabels().get("code")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    @Test
    void delaysNoScrapeForSlowHostileOrStuckClients() throws IOException {
        TestServer server = open(TestServer.start(builder ->
                builder.limits(TestServer.limits(512, LONG, LONG, LONG)).maxConcurrentScrapes(64)));
        fill(server);
        Gate gate = new Gate(server.registry);
        for (int i = 0; i < 40; i++) {
            var unused = drip(open(server.connect()).send(HEAD_WITHOUT_END));
            open(server.connect());
            open(RawClient.connectWithSmallBuffer(server.server.address())).get("/metrics?name[]=widgets");
            open(server.connect()).send("hello\r\n\r\n");
        }
        for (int i = 0; i < 8; i++) {
            open(server.connect()).get("/metrics");
        }
        await().until(() -> gate.waiting() == 8);

        RawClient client = open(server.connect());
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            long start = System.nanoTime();
            assertThat(client.get("/metrics?name[]=metrics_server_connections")
                            .read()
                            .status())
                    .isEqualTo(200);
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        gate.open();
        assertThat(times.stream().sorted().toList().get(10)).as("median").isLessThan(Duration.ofSeconds(2));
    }

    private TestServer server(int connections, Duration headerRead, Duration idle, Duration writeStall)
            throws IOException {
        return open(TestServer.start(
                builder -> builder.limits(TestServer.limits(connections, headerRead, idle, writeStall))));
    }

    /** With 8 MiB, more than the kernel buffers for a connection. */
    private static void fill(TestServer server) {
        for (int i = 0; i < 64; i++) {
            String key = "filler-" + i;
            server.store.put(key, List.of(Series.of(TestServer.WIDGETS, i, i + "x".repeat(128 * 1024))));
        }
    }

    private ScheduledFuture<?> drip(RawClient client) {
        return drips.scheduleAtFixedRate(
                () -> {
                    try {
                        client.send("x");
                    } catch (IOException closed) {
                        throw new IllegalStateException(closed);
                    }
                },
                20,
                20,
                TimeUnit.MILLISECONDS);
    }

    /** As a scrape tells it, its own included. */
    private int connections(TestServer server) throws IOException {
        try (RawClient client = server.connect()) {
            String text = client.get("/metrics?name[]=metrics_server_connections")
                    .read()
                    .text();
            return (int) TextSample.parse(text).getFirst().value();
        }
    }

    private <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }
}
