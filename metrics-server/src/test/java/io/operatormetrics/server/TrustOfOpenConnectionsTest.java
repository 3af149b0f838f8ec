package io.operatormetrics.server;

import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A connection lives no longer than the trust that opened it. */
@Timeout(120)
class TrustOfOpenConnectionsTest {

    private static final Duration PROMISE = Duration.ofSeconds(5);
    private static final MetricFamily WIDGETS = MetricFamily.gauge("widgets", "How many.", "kind");

    @TempDir
    Path folder;

    private final ExpositionStore store = new ExpositionStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final TestTls.GivenSource source = new TestTls.GivenSource();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"BORINGSSL, TLSv1.2", "BORINGSSL, TLSv1.3", "JDK, TLSv1.2", "JDK, TLSv1.3"})
    void endsTheConnectionsOfAClientWhoseCaIsGone(TlsProvider provider, String protocol) throws Exception {
        MetricsServer server = start(provider, new AllowedNames.Any());
        source.give(TestTls.CA.getCertificatePEM() + TestTls.LATER_CA.getCertificatePEM());
        RawClient gone = connect(server, TestTls.CLIENT, protocol);
        RawClient stays = connect(server, TestTls.client("later", TestTls.LATER_CA, TestTls.SERVER_END), protocol);
        assertThat(gone.get("/metrics").read().status()).isEqualTo(200);
        assertThat(stays.get("/metrics").read().status()).isEqualTo(200);

        source.give(TestTls.LATER_CA.getCertificatePEM());

        assertClosedInTime(gone);
        for (int i = 0; i < 20; i++) {
            assertThat(stays.get("/metrics").read().status()).isEqualTo(200);
        }
        assertThat(closed("trust_changed")).isEqualTo(1);
        assertThat(closed("certificate_expired")).isZero();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"BORINGSSL, TLSv1.2", "BORINGSSL, TLSv1.3", "JDK, TLSv1.2", "JDK, TLSv1.3"})
    void endsTheConnectionsOfANameThatWasStruckFromTheList(TlsProvider provider, String protocol) throws Exception {
        Path names = Files.writeString(folder.resolve("names"), "client\nother\n");
        MetricsServer server = start(provider, new AllowedNames.FromFile(names));
        source.give(TestTls.CA.getCertificatePEM());
        RawClient struck = connect(server, TestTls.CLIENT, protocol);
        RawClient stays = connect(server, TestTls.client("other", TestTls.CA, TestTls.SERVER_END), protocol);
        assertThat(struck.get("/metrics").read().status()).isEqualTo(200);
        assertThat(stays.get("/metrics").read().status()).isEqualTo(200);

        Files.writeString(names, "other\n");

        assertClosedInTime(struck);
        assertThat(stays.get("/metrics").read().status()).isEqualTo(200);
        assertThat(closed("trust_changed")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"BORINGSSL, TLSv1.2", "BORINGSSL, TLSv1.3", "JDK, TLSv1.2", "JDK, TLSv1.3"})
    void endsAConnectionWithItsClientsCertificate(TlsProvider provider, String protocol) throws Exception {
        MetricsServer server = start(provider, new AllowedNames.Any());
        source.give(TestTls.CA.getCertificatePEM());
        Instant end = Instant.ofEpochSecond(Clock.systemUTC().instant().getEpochSecond() + 8);
        RawClient brief = connect(server, TestTls.client("brief", TestTls.CA, end), protocol);
        RawClient stays = connect(server, TestTls.CLIENT, protocol);
        assertThat(brief.get("/metrics").read().status()).isEqualTo(200);
        assertThat(stays.get("/metrics").read().status()).isEqualTo(200);

        assertThat(brief.closed()).isTrue();

        assertThat(Clock.systemUTC().instant()).isBetween(end, end.plus(PROMISE));
        assertThat(stays.get("/metrics").read().status()).isEqualTo(200);
        assertThat(closed("certificate_expired")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"BORINGSSL", "JDK"})
    void finishesTheAnswerThatHasBegunAndReadsNoFurtherRequest(TlsProvider provider) throws Exception {
        MetricsServer server = start(provider, new AllowedNames.Any());
        source.give(TestTls.CA.getCertificatePEM());
        Gate gate = new Gate(registry);
        RawClient client = connect(server, TestTls.CLIENT, "TLSv1.3");
        client.get("/metrics").get("/metrics");
        await().until(() -> gate.waiting() == 1);

        source.give(TestTls.LATER_CA.getCertificatePEM());

        await().untilAsserted(() -> assertThat(closed("trust_changed")).isEqualTo(1));
        gate.open();
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.closed()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"BORINGSSL", "JDK"})
    void waitsNoLongerForAnAnswerThatDoesNotEnd(TlsProvider provider) throws Exception {
        MetricsServer server = start(provider, new AllowedNames.Any());
        source.give(TestTls.CA.getCertificatePEM());
        Gate gate = new Gate(registry);
        RawClient client = connect(server, TestTls.CLIENT, "TLSv1.3").get("/metrics");
        await().until(() -> gate.waiting() == 1);

        source.give(TestTls.LATER_CA.getCertificatePEM());

        assertClosedInTime(client);
        gate.open();
    }

    private MetricsServer start(TlsProvider provider, AllowedNames names) throws IOException {
        TlsMetrics metrics = new TlsMetrics(registry);
        TlsPolicy policy = new TlsPolicy(ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), provider, names);
        ServerTls tls = new ServerTls(policy, source, metrics, Clock.systemUTC());
        store.register(WIDGETS);
        store.put("blue", List.of(Series.of(WIDGETS, 3, "blue")));
        tls.start();
        opened.add(tls);
        MetricsServer server = MetricsServer.builder()
                .address("127.0.0.1", 0)
                .tls(tls)
                .exposition(new Exposition(store, registry, Duration.ZERO))
                .registry(registry)
                .clock(Clock.systemUTC())
                .build();
        server.start();
        opened.add(server);
        return server;
    }

    private RawClient connect(MetricsServer server, X509Bundle certificate, String protocol) throws IOException {
        RawClient client = TestTls.connect(server.address(), certificate, protocol);
        opened.add(client);
        return client;
    }

    private static void assertClosedInTime(RawClient client) throws IOException {
        long start = System.nanoTime();
        assertThat(client.closed()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISE);
    }

    private double closed(String reason) {
        return registry.scrape(name -> name.startsWith("metrics_server_connections_closed")).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(family -> family.getDataPoints().stream())
                .filter(point -> reason.equals(point.getLabels().get("reason")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
