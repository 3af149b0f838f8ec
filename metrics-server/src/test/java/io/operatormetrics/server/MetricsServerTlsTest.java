package io.operatormetrics.server;

import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionFormat;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.NameFilter;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.server.exposition.TextSample;
import io.operatormetrics.server.http.ServerLimits;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
@ParameterizedClass
@EnumSource(TlsProvider.class)
class MetricsServerTlsTest {

    private static final MetricFamily WIDGETS = MetricFamily.gauge("widgets", "How many.", "kind");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExpositionStore store = new ExpositionStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final TestTls.GivenSource source = new TestTls.GivenSource();
    private final ServerTls tls;
    private MetricsServer server;

    MetricsServerTlsTest(TlsProvider provider) {
        TlsMetrics metrics = new TlsMetrics(registry);
        TlsPolicy policy = new TlsPolicy(
                ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), provider, new AllowedNames.Any());
        tls = new ServerTls(policy, source, metrics, Clock.systemUTC());
        metrics.observe(tls);
    }

    @BeforeEach
    void start() throws IOException {
        store.register(WIDGETS);
        store.put("blue", List.of(Series.of(WIDGETS, 3, "blue")));
        tls.start();
        server = started(registry, LONG);
    }

    private MetricsServer started(PrometheusRegistry own, Duration writeStall) throws IOException {
        MetricsServer starting = MetricsServer.builder()
                .address("127.0.0.1", 0)
                .tls(tls)
                .exposition(new Exposition(store, own, Duration.ZERO))
                .registry(own)
                .clock(Clock.systemUTC())
                .limits(new ServerLimits(512, 128, 16 * 1024, LONG, LONG, writeStall, Duration.ofSeconds(10)))
                .build();
        starting.start();
        return starting;
    }

    @AfterEach
    void stop() {
        server.close();
        tls.close();
    }

    @Test
    void servesAClientWithACertificate() throws IOException {
        source.give(TestTls.CA.getCertificatePEM());

        try (RawClient client = TestTls.connect(server.address(), TestTls.CLIENT)) {
            assertThat(client.get("/metrics").read().text()).contains("widgets{kind=\"blue\"} 3.0\n");
            assertThat(client.get("/nowhere")
                            .get("/metrics?name[]=widgets")
                            .read()
                            .status())
                    .isEqualTo(404);
            assertThat(client.read().status()).as("pipelined").isEqualTo(200);
        }
    }

    @Test
    void deliversALargeAnswerWhole() throws IOException {
        source.give(TestTls.CA.getCertificatePEM());
        fill(1);

        try (RawClient client = TestTls.connect(server.address(), TestTls.CLIENT)) {
            String text = client.get("/metrics?name[]=widgets").read().text();
            assertThat(TextSample.parse(text)).hasSize(65);
        }
    }

    @Test
    void disconnectsAClientThatDoesNotReadTheAnswer() throws IOException {
        source.give(TestTls.CA.getCertificatePEM());
        fill(1);
        PrometheusRegistry own = new PrometheusRegistry();

        try (MetricsServer impatient = started(own, Duration.ofMillis(500));
                RawClient lazy =
                        TestTls.connect(impatient.address(), TestTls.CLIENT).get("/metrics?name[]=widgets")) {
            await().untilAsserted(() -> assertThat(values(own))
                    .containsEntry("metrics_server_scrapes_total{code=200}", 1.0)
                    .containsEntry("metrics_server_connections{}", 0.0));
            assertThatThrownBy(lazy::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void givesASlowReaderTheExpositionThatItBeganWith() throws IOException {
        source.give(TestTls.CA.getCertificatePEM());
        fill(1);
        String then;
        try (RawClient client = TestTls.connect(server.address(), TestTls.CLIENT)) {
            then = client.get("/metrics?name[]=widgets").read().text();
        }

        try (RawClient slow = TestTls.connect(server.address(), TestTls.CLIENT).get("/metrics?name[]=widgets")) {
            RawClient.Reply head = slow.readHead();
            fill(2);
            System.gc();

            assertThat(slow.readBodyOf(head).text()).isEqualTo(then);
        }
    }

    /** With 8 MiB, more than the kernel buffers for a connection. */
    private void fill(int value) {
        for (int i = 0; i < 64; i++) {
            store.put("filler-" + i, List.of(Series.of(WIDGETS, value, i + "x".repeat(128 * 1024))));
        }
    }

    @Test
    void answersNobodyWhileThereIsNothingValidToServe() throws IOException {
        try (RawClient plain = RawClient.connect(server.address());
                RawClient secure = TestTls.connect(server.address(), TestTls.CLIENT)) {
            assertThatThrownBy(() -> plain.get("/metrics").read()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> secure.get("/metrics").read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void answersPlainHttpWithARefusalAtMost() throws IOException {
        source.give(TestTls.CA.getCertificatePEM());
        for (String request :
                List.of("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "hello\r\n", "PRI * HTTP/2.0\r\n\r\n")) {
            try (Socket socket =
                    new Socket(server.address().getAddress(), server.address().getPort())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

                String answer = all(socket.getInputStream());
                assertThat(answer).doesNotContain("widgets").doesNotContain("HTTP/1.1 200");
                assertThat(answer.startsWith("HTTP/1.1 400 ")).isEqualTo(!request.startsWith("hello"));
            }
        }
    }

    @Test
    void refusesAndCountsAClientWithoutACertificate() throws IOException {
        source.give(TestTls.CA.getCertificatePEM());
        assertThat(selfMetrics())
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=no_certificate}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=unknown_ca}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=expired}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=not_yet_valid}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=wrong_usage}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=no_common_parameters}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=name_not_allowed}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=protocol_version}", 0.0)
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=other}", 0.0);

        try (RawClient client = TestTls.connect(server.address(), null)) {
            assertThatThrownBy(() -> client.get("/metrics").read()).isInstanceOf(IOException.class);
        }

        assertThat(selfMetrics())
                .containsEntry("metrics_server_tls_handshake_failures_total{reason=no_certificate}", 1.0);
    }

    @Test
    void tellsReloadsAndWhenWhatIsServedEnds() {
        assertThat(selfMetrics())
                .containsEntry("metrics_server_tls_reloads_total{result=success}", 0.0)
                .containsEntry("metrics_server_tls_reloads_total{result=failure}", 0.0)
                .doesNotContainKey("metrics_server_tls_certificate_expiry_timestamp_seconds{role=server}");

        source.give(TestTls.LATER_CA.getCertificatePEM() + "\n" + TestTls.CA.getCertificatePEM());
        source.give("nonsense");

        assertThat(selfMetrics())
                .containsEntry("metrics_server_tls_reloads_total{result=success}", 1.0)
                .containsEntry("metrics_server_tls_reloads_total{result=failure}", 1.0)
                .containsEntry("metrics_server_tls_certificate_expiry_timestamp_seconds{role=server}", (double)
                        TestTls.SERVER_END.getEpochSecond())
                .containsEntry("metrics_server_tls_certificate_expiry_timestamp_seconds{role=client_ca}", (double)
                        TestTls.CLIENT_CA_END.getEpochSecond());
    }

    @Test
    void finishesARunningScrapeWhenItCloses() throws Exception {
        source.give(TestTls.CA.getCertificatePEM());
        Gate gate = new Gate(registry);
        try (RawClient idle = TestTls.connect(server.address(), TestTls.CLIENT);
                RawClient running = TestTls.connect(server.address(), TestTls.CLIENT)) {
            idle.get("/nowhere").read();
            running.get("/metrics");
            await().until(() -> gate.waiting() == 1);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);

            assertThat(idle.closed()).isTrue();
            gate.open();
            assertThat(running.read().status()).isEqualTo(200);
            assertThat(running.closed()).isTrue();
            closing.get();
        }
    }

    /** By name and label, from the registry itself and not over the wire. */
    private Map<String, Double> selfMetrics() {
        return values(registry);
    }

    private static Map<String, Double> values(PrometheusRegistry registry) {
        byte[] text = new Exposition(new ExpositionStore(), registry)
                .render(ExpositionFormat.TEXT, ContentCoding.IDENTITY, NameFilter.ALL)
                .toByteArray();
        Map<String, Double> values = new TreeMap<>();
        TextSample.parse(new String(text, StandardCharsets.UTF_8))
                .forEach(sample -> values.put(sample.name() + sample.labels(), sample.value()));
        return values;
    }

    private static String all(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketException reset) {
            bytes.writeBytes("(reset)".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
