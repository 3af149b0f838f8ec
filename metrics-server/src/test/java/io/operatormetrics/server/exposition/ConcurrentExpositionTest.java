package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers change, remove and bring back objects of several series in several families, while scrapers look. Each object's series carry the number of
 * its latest change.
 */
@Timeout(60)
class ConcurrentExpositionTest {

    private static final MetricFamily HEIGHT = MetricFamily.gauge("height", "How high.", "object", "part");
    private static final MetricFamily MOVES = MetricFamily.counter("moves_total", "How often.", "object");
    private static final MetricFamily WIDTH = MetricFamily.gauge("width", "How wide.", "object");

    /** So many that segments split and join all the time. */
    private static final int OBJECTS = 400;

    private static final int PARTS = 3;
    private static final int WRITERS = 2;
    private static final int SCRAPES = 400;

    private final ExpositionStore store = new ExpositionStore();
    private final Exposition exposition = new Exposition(store, new PrometheusRegistry());
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();

    @Test
    void showsEachObjectAllOldOrAllNewToScrapesOfEitherCoding() throws Exception {
        List.of(HEIGHT, MOVES, WIDTH).forEach(store::register);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int own = writer;
                writers.add(threads.submit(() -> write(own)));
            }
            List<Future<?>> scrapers = new ArrayList<>();
            for (ContentCoding coding : ContentCoding.values()) {
                scrapers.add(threads.submit(() -> {
                    scrape(coding);
                    return coding;
                }));
            }
            try {
                for (Future<?> scraper : scrapers) {
                    scraper.get();
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    /** Of the objects, each writer has its share. */
    private void write(int writer) {
        Random random = new Random(writer);
        for (int change = 1; !stop.get(); change++) {
            String object = "object-" + (random.nextInt(OBJECTS / WRITERS) * WRITERS + writer);
            if (random.nextInt(4) == 0) {
                store.remove(object);
            } else {
                store.put(object, series(object, change));
            }
            changes.incrementAndGet();
        }
    }

    private static List<Series> series(String object, int change) {
        List<Series> series = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            series.add(Series.of(HEIGHT, change, object, Integer.toString(part)));
        }
        series.add(Series.of(MOVES, change, object));
        series.add(Series.of(WIDTH, change, object));
        return series;
    }

    private void scrape(ContentCoding coding) throws IOException {
        Map<String, Double> before = Map.of();
        for (int i = 0; i < SCRAPES || changes.get() <= SCRAPES; i++) {
            Map<String, List<Double>> seen = look(coding);
            Map<String, Double> now = new HashMap<>();
            seen.forEach((object, values) -> {
                assertThat(values).as(object).hasSize(PARTS + 2);
                assertThat(values).as(object).containsOnly(values.getFirst());
                now.put(object, values.getFirst());
            });
            before.forEach((object, value) -> assertThat(now.getOrDefault(object, value))
                    .as("%s never goes back", object)
                    .isGreaterThanOrEqualTo(value));
            before = now;
        }
    }

    /** The values of each object's series. */
    private Map<String, List<Double>> look(ContentCoding coding) throws IOException {
        byte[] bytes =
                exposition.render(ExpositionFormat.TEXT, coding, NameFilter.ALL).toByteArray();
        if (coding == ContentCoding.GZIP) {
            bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        Map<String, List<Double>> seen = new HashMap<>();
        new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    String object = line.substring(line.indexOf("object-"), line.indexOf('"', line.indexOf("object-")));
                    double value = Double.parseDouble(line.substring(line.lastIndexOf(' ')));
                    seen.computeIfAbsent(object, unused -> new ArrayList<>()).add(value);
                });
        return seen;
    }
}
