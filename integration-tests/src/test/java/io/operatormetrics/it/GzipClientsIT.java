package io.operatormetrics.it;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.Prometheus;
import io.operatormetrics.it.harness.PrometheusConfiguration;
import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionFormat;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.NameFilter;
import io.operatormetrics.server.exposition.RenderedExposition;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.server.http.FullResponse;
import io.operatormetrics.server.http.HttpListener;
import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.server.http.Router;
import io.operatormetrics.server.http.ServerLimits;
import io.operatormetrics.server.http.Transport;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The gzip member that is put together from blocks of different age, read by real clients. They get nothing else here, so what they read was compressed. (Java's
 * own reader, which is zlib, is in the unit tests.)
 */
class GzipClientsIT {

    private static final MetricFamily ROOMS = MetricFamily.gauge("rooms", "Some of them with odd names.", "name");
    private static final int SERIES = 3_000;

    private final ExpositionStore store = new ExpositionStore();
    private final Exposition exposition = new Exposition(store, new PrometheusRegistry());
    private final HttpListener listener = new HttpListener(
            "gzip-clients",
            new ListenAddress("127.0.0.1", 0),
            new Transport.Plain(),
            ServerLimits.STANDARD,
            new Router(Map.of("/metrics", query -> CompletableFuture.completedStage(compressed())), reason -> {}),
            Clock.systemUTC());

    @BeforeEach
    void serve() throws IOException {
        Random random = new Random(1);
        store.register(ROOMS);
        for (int room = 0; room < SERIES; room++) {
            put(room, 0, random);
        }
        listener.start();
        // Blocks of two ages.
        compressed();
        for (int room = 0; room < SERIES; room += 700) {
            put(room, 1, random);
        }
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void areReadByCurl() {
        assertThat(utf8(Command.of("curl", "--silent", "--fail", "--compressed", url())
                        .run()
                        .out()))
                .isEqualTo(plain());
    }

    @Test
    void areReadByPython() {
        String program = """
                import gzip, sys, urllib.request
                sys.stdout.buffer.write(gzip.decompress(urllib.request.urlopen(sys.argv[1]).read()))
                """;

        assertThat(utf8(Command.of("python3", "-c", program, url()).run().out()))
                .isEqualTo(plain());
    }

    /** By the HTTP client of its standard library, which asks for gzip and reads it by itself; kubectl is a program that has it. */
    @Test
    void areReadByGo() {
        assertThat(utf8(Command.kubectl("--server=http://" + authority(), "get", "--raw=/metrics")
                        .run()
                        .out()))
                .isEqualTo(plain());
    }

    @Test
    void areReadByPrometheus() throws IOException {
        String configuration = """
                scrape_configs:
                - {job_name: gzip, scrape_interval: 1s, static_configs: [{targets: ['%s']}]}
                """.formatted(authority());

        try (Prometheus prometheus = Prometheus.start(new PrometheusConfiguration(configuration, Map.of()))) {
            await().untilAsserted(
                            () -> assertThat(prometheus.value("count(rooms)")).isEqualTo(SERIES));
            assertThat(prometheus.value("sum(rooms)")).isEqualTo(1 + (SERIES - 1) / 700);
        }
    }

    /** Names of one letter, of many, and of a kilobyte that cannot be compressed. */
    private void put(int room, double value, Random random) {
        String name = room + "/"
                + switch (room % 100) {
                    case 0 -> noise(random, 1_000);
                    case 1 -> "Ö日本";
                    default -> "room";
                };
        store.put("room-" + room, List.of(Series.of(ROOMS, value, name)));
    }

    private static String noise(Random random, int length) {
        return random.ints(length, ' ', '~' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private FullResponse compressed() {
        RenderedExposition rendered = exposition.render(ExpositionFormat.TEXT, ContentCoding.GZIP, NameFilter.ALL);
        return new FullResponse(
                HttpResponseStatus.OK,
                Map.of("Content-Type", rendered.format().contentType(), "Content-Encoding", "gzip"),
                rendered.length(),
                rendered.parts());
    }

    private String plain() {
        return new String(
                exposition
                        .render(ExpositionFormat.TEXT, ContentCoding.IDENTITY, NameFilter.ALL)
                        .toByteArray(),
                StandardCharsets.UTF_8);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String url() {
        return "http://" + authority() + "/metrics";
    }

    private String authority() {
        return ListenAddress.text(listener.address());
    }
}
