package io.operatormetrics.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.operatormetrics.server.RawClient.Reply;
import io.operatormetrics.server.exposition.Exposition;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetricsServerTest {

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start();
        client = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void servesTextUnlessAskedForMore() throws IOException {
        Reply reply = client.get("/metrics").read();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("# TYPE widgets gauge\nwidgets{kind=\"blue\"} 3.0\n");
        assertThat(reply.header("content-type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(reply.header("content-encoding")).isEmpty();
        assertThat(reply.header("vary")).isEqualTo("Accept, Accept-Encoding");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void servesTheFormatAndCodingThatTheHeadersAskFor() throws IOException {
        client.send(
                "GET /metrics HTTP/1.1\r\nHost: test\r\nAccept: application/openmetrics-text\r\nAccept-Encoding: gzip\r\n\r\n");
        Reply reply = client.read();

        assertThat(reply.header("content-type"))
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores");
        assertThat(reply.header("content-encoding")).isEqualTo("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
        assertThat(new String(body, StandardCharsets.UTF_8)).endsWith("# EOF\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/metrics?name[]=widgets", "/metrics?name%5B%5D=widgets", "http://test/metrics?name[]=widgets"})
    void servesOnlyTheFamiliesThatAreNamed(String target) throws IOException {
        assertThat(client.get(target).read().text())
                .isEqualTo("# HELP widgets How many.\n# TYPE widgets gauge\nwidgets{kind=\"blue\"} 3.0\n");
    }

    @Test
    void answersHeadWithTheHeadersOfGetAndNoBody() throws IOException {
        String target = "/metrics?name[]=widgets";
        int length = client.get(target).read().body().length;

        Reply head = client.send("HEAD " + target + " HTTP/1.1\r\nHost: test\r\n\r\n")
                .readHead();

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(Integer.toString(length));
        assertThat(client.get("/").read().status())
                .as("next reply begins where it should")
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/metrics/",
                "/metric",
                "/livez",
                "/METRICS",
                "/metrics/../metrics",
                "//metrics",
                "http://test"
            })
    void knowsNoOtherPath(String target) throws IOException {
        Reply reply = client.get(target).read();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).isEqualTo("not found\n");
        assertThat(reply.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"})
    void refusesMethodsThatDoNotRead(String method) throws IOException {
        Reply reply =
                client.send(method + " /metrics HTTP/1.1\r\nHost: test\r\n\r\n").read();

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("allow")).isEqualTo("GET, HEAD");
        assertThat(reply.text()).hasLineCount(1);
        assertThat(client.get("/metrics").read().status()).as("same connection").isEqualTo(200);
    }

    @Test
    void answersAClientThatEndsItsSideOnceItHasAsked() throws IOException {
        client.get("/metrics").get("/nowhere").get("/metrics").endOutput();

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(404);
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.closed()).isTrue();
    }

    @Test
    void answersHundredsOfPipelinedRequests() throws IOException {
        int asked = 500;
        client.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n".repeat(asked));
        for (int answer = 0; answer < asked; answer++) {
            assertThat(client.read().status()).isEqualTo(404);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        client.send("GET /metrics?name[]=widgets HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3)
                + "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
                + "HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /metrics?name[]=none HTTP/1.1\r\nHost: a\r\n\r\n");

        for (int i = 0; i < 3; i++) {
            assertThat(client.read().text()).contains("widgets{kind=\"blue\"} 3.0");
        }
        assertThat(client.read().status()).isEqualTo(404);
        assertThat(client.readHead().status()).isEqualTo(200);
        assertThat(client.read().text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /metrics HTTP/1.0\r\n\r\n", "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            })
    void closesAfterTheAnswerWhereKeepingIsNotAsked(String request) throws IOException {
        Reply reply = client.send(request).read();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("connection")).isEqualTo("close");
        assertThat(client.closed()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no HTTP at all                | hello|400",
                "TLS hello on a plain port     | \\26\\3\\1\\2|400",
                "no host                       | GET /metrics HTTP/1.1\\r\\n|400",
                "two hosts                     | GET /metrics HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n|400",
                "bad header                    | GET /metrics HTTP/1.1\\r\\nHost: a\\r\\nbad header: b\\r\\n|400",
                "badly encoded target          | GET /metrics?name[]=%zz HTTP/1.1\\r\\nHost: a\\r\\n|400",
                "HTTP/2 without being asked    | PRI * HTTP/2.0\\r\\n|505",
                "two lengths                   | GET /metrics HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n|400",
                "negative length               | GET /metrics HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n|400",
                "long body                     | GET /metrics HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5000\\r\\n|413",
                "length and chunked            | GET /metrics HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n|400",
            })
    void turnsAwayWithOnePlainLineAndCloses(String what, String head, int status) throws IOException {
        Reply reply = client.send((head + "\\r\\n").translateEscapes()).read();

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).hasLineCount(1).doesNotContain("Exception");
        assertThat(reply.header("connection")).isEqualTo("close");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void asksForTheBodyOfAPipelinedRequestOnlyAfterTheAnswerBeforeIt() throws IOException {
        client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2)
                + "GET /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.send("hello").read().status()).isEqualTo(404);
        assertThat(client.get("/metrics").read().status()).isEqualTo(200);
    }

    @Test
    void dropsTheBodiesOfPipelinedRequests() throws IOException {
        client.send(("POST /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n0\r\n\r\n"
                        + "GET /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 4096\r\n\r\n" + "x".repeat(4096))
                .repeat(20));

        for (int i = 0; i < 20; i++) {
            assertThat(client.read().status()).isEqualTo(405);
            assertThat(client.read().status()).isEqualTo(404);
        }
        assertThat(client.get("/metrics").read().status()).isEqualTo(200);
    }

    @Test
    void saysThatAConnectionOfHttp10IsKept() throws IOException {
        Reply reply = client.send("GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                .read();

        assertThat(reply.header("connection")).isEqualTo("keep-alive");
        assertThat(client.get("/metrics").read().status()).isEqualTo(200);
    }

    @Test
    void takesAnEmptyBody() throws IOException {
        client.send("GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.get("/metrics").read().status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "target of {0} bytes, header of {1}: {2}")
    @CsvSource({
        "15000, 100, 200",
        "100, 15000, 200",
        "9000, 9000, 431",
        "100, 17000, 431",
        "17000, 100, 414",
        "1000000, 1, 414",
        "1, 1000000, 431"
    })
    void bearsHeadsOfUpTo16KiB(int target, int header, int status) throws IOException {
        sendWhatIsTaken("GET /metrics?name[]=widgets&x=" + "x".repeat(target) + " HTTP/1.1\r\nHost: a\r\nX: "
                + "x".repeat(header) + "\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(status);
    }

    /** A server that has answered already waits only so long for the rest. */
    private void sendWhatIsTaken(String head) throws IOException {
        try {
            client.send(head);
        } catch (SocketException cutOff) {
            assertThat(head).as("cut off, and so long").hasSizeGreaterThan(1_000_000);
        }
    }

    @Test
    void answersOnePlainLineWhenACollectorFailsAndRecovers() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        GaugeWithCallback.builder()
                .name("moody")
                .help("Fails at times.")
                .callback(gauge -> {
                    if (broken.get()) {
                        throw new IllegalStateException("secret detail");
                    }
                })
                .register(server.registry);

        Reply reply = client.get("/metrics").read();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("collecting the metrics failed; see the log\n");

        broken.set(false);
        assertThat(client.get("/metrics").read().text()).contains("metrics_server_scrapes_total{code=\"500\"} 1.0\n");
    }

    @Test
    void logsFailingScrapesOncePerChangeOfState() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        GaugeWithCallback.builder()
                .name("moody")
                .help("Fails at times.")
                .callback(gauge -> {
                    if (broken.get()) {
                        throw new IllegalStateException("moody today");
                    }
                })
                .register(server.registry);
        Logger logger = (Logger) LoggerFactory.getLogger(ScrapeEndpoint.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);

        for (boolean now : new boolean[] {true, true, true, false, false, true}) {
            broken.set(now);
            assertThat(client.get("/metrics").read().status()).isEqualTo(now ? 500 : 200);
        }
        logger.detachAppender(events);

        assertThat(events.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .extracting(event -> event.getLevel() + " " + event.getMessage())
                .containsExactly(
                        "ERROR scrapes fail; further failures are counted and logged at debug",
                        "INFO scrapes succeed again",
                        "ERROR scrapes fail; further failures are counted and logged at debug");
    }

    @Test
    void countsScrapesAndConnections() throws IOException {
        client.get("/metrics").read();
        try (RawClient other = server.connect()) {
            other.get("/nowhere").read();
            String text = client.get("/metrics").read().text();

            assertThat(text)
                    .contains("metrics_server_scrapes_total{code=\"200\"} 1.0\n")
                    .contains("metrics_server_scrapes_total{code=\"500\"} 0.0\n")
                    .contains("metrics_server_scrapes_total{code=\"503\"} 0.0\n")
                    .contains("metrics_server_scrape_duration_seconds_count 1\n")
                    .contains("metrics_server_connections 2.0\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "::1, ::1, true",
        "[::1], ::1, true",
        "'::', ::1, true",
        "'::', 127.0.0.1, true",
        "[::], 127.0.0.1, true",
        "0.0.0.0, 127.0.0.1, true",
        "0.0.0.0, ::1, false",
    })
    void listensOnTheConfiguredAddress(String host, String from, boolean reachable) throws IOException {
        try (TestServer other = TestServer.start(builder -> builder.address(host, 0))) {
            int port = other.server.address().getPort();
            if (reachable) {
                try (RawClient there = RawClient.over(new Socket(from, port))) {
                    assertThat(there.get("/metrics").read().status()).isEqualTo(200);
                }
            } else {
                assertThatThrownBy(() -> new Socket(from, port).close()).isInstanceOf(ConnectException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "192.0.2.1", "256.1.1.1", "no.such.host.invalid"})
    void saysWhichAddressCannotBeBound(String host) {
        int port = server.server.address().getPort();
        MetricsServer twin = MetricsServer.builder()
                .address(host, port)
                .plainHttp()
                .exposition(new Exposition(server.store, server.registry, Duration.ZERO))
                .registry(new PrometheusRegistry())
                .clock(Clock.systemUTC())
                .build();

        assertThatThrownBy(twin::start)
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on " + host + ":" + port + ": ");
        twin.close();
    }

    @Test
    void cannotBeBuiltWithoutSayingWhetherToEncrypt() {
        MetricsServer.Builder builder = MetricsServer.builder()
                .address("127.0.0.1", 0)
                .exposition(new Exposition(server.store, server.registry, Duration.ZERO))
                .registry(new PrometheusRegistry())
                .clock(Clock.systemUTC());

        assertThatThrownBy(builder::build).hasMessage("tls(…) or plainHttp() is missing");
    }
}
