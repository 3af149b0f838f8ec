package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever was put and removed before, a scrape is what the client library would write of the series that there are. */
class IncrementalExpositionTest {

    private static final MetricFamily LEVEL = MetricFamily.gauge("level", "A \"level\"\nof C:\\.", "place", "id");
    private static final MetricFamily MOVES = MetricFamily.counter("moves_total", "How often.", "id");
    private static final MetricFamily ALONE = MetricFamily.gauge("alone", "Without labels.");

    /** What needs escaping, what sorts oddly, and what takes several bytes. */
    private static final List<String> PLACES =
            List.of("", "a", "b", "a\"", "a\\", "a\nb", "a\rb", "a b", "a} ", "Ö", "日本", "\uD83D\uDE00", "a,b=\"c\"");

    @Test
    void equalsANaiveRenderingAfterAnyFewChanges() {
        for (int seed = 0; seed < 3000; seed++) {
            new Sequence(seed, 6, 3).run(25);
        }
    }

    /** Segments fill, split, empty and join. */
    @Test
    void equalsANaiveRenderingAfterManyChangesOfManySeries() {
        for (int seed = 0; seed < 12; seed++) {
            new Sequence(seed, 120, 40).run(400);
        }
    }

    /** A random history of one store, beside the plainest model of it. */
    private static final class Sequence {
        private final int seed;
        private final Random random;
        private final int objects;
        private final int mostSeries;
        private final ExpositionStore store = new ExpositionStore();
        private final Exposition exposition = new Exposition(store, new PrometheusRegistry());
        private final Map<String, List<Series>> model = new HashMap<>();

        Sequence(int seed, int objects, int mostSeries) {
            this.seed = seed;
            this.random = new Random(seed);
            this.objects = objects;
            this.mostSeries = mostSeries;
            List.of(LEVEL, MOVES, ALONE).forEach(store::register);
        }

        void run(int steps) {
            // Growth first, then decay, so that both are deep.
            for (int step = 0; step < steps; step++) {
                int removals = step < steps / 2 ? 10 : 60;
                change(removals);
                if (random.nextInt(10) == 0 || step == steps - 1) {
                    compare();
                }
            }
            List.copyOf(model.keySet()).forEach(this::remove);
            compare();
        }

        private void change(int removalsInHundred) {
            String object = "object-" + random.nextInt(objects);
            if (random.nextInt(100) < removalsInHundred) {
                remove(object);
                return;
            }
            List<Series> series = new ArrayList<>();
            for (int id = random.nextInt(mostSeries + 1); id > 0; id--) {
                String place = PLACES.get(random.nextInt(PLACES.size()));
                series.add(Series.of(LEVEL, value(), place, object + "/" + id));
                if (random.nextBoolean()) {
                    series.add(Series.of(MOVES, random.nextInt(3), object + "/" + id));
                }
            }
            if (object.endsWith("-0") && random.nextBoolean()) {
                series.add(Series.of(ALONE, value()));
            }
            store.put(object, series);
            model.put(object, series);
        }

        private void remove(String object) {
            store.remove(object);
            model.remove(object);
        }

        private double value() {
            return switch (random.nextInt(5)) {
                case 0 -> Double.NaN;
                case 1 -> Double.NEGATIVE_INFINITY;
                case 2 -> random.nextInt(3);
                case 3 -> 1.8e9 + random.nextInt(1000);
                default -> random.nextDouble();
            };
        }

        private void compare() {
            for (ExpositionFormat format : List.of(ExpositionFormat.TEXT, ExpositionFormat.OPEN_METRICS)) {
                byte[] plain = exposition
                        .render(format, ContentCoding.IDENTITY, NameFilter.ALL)
                        .toByteArray();
                byte[] compressed = exposition
                        .render(format, ContentCoding.GZIP, NameFilter.ALL)
                        .toByteArray();
                assertThat(unpacked(compressed)).as("seed %s", seed).isEqualTo(plain);
                assertThat(new String(plain, StandardCharsets.UTF_8))
                        .as("seed %s", seed)
                        .isEqualTo(naive(format));
            }
        }

        /** Each family rendered by the client library, its samples put in the order of their bytes. */
        private String naive(ExpositionFormat format) {
            Map<String, List<Series>> families = new TreeMap<>();
            model.values()
                    .forEach(all -> all.forEach(
                            one -> families.computeIfAbsent(one.family().name(), name -> new ArrayList<>())
                                    .add(one)));
            StringBuilder text = new StringBuilder();
            families.values().forEach(series -> text.append(sorted(render(format, series))));
            return text.append(new String(format.end(), StandardCharsets.UTF_8)).toString();
        }

        private static String render(ExpositionFormat format, List<Series> series) {
            MetricFamily family = series.getFirst().family();
            MetricMetadata metadata = new MetricMetadata(family.name(), family.help());
            MetricSnapshots snapshots = switch (family.type()) {
                case GAUGE ->
                    MetricSnapshots.of(new GaugeSnapshot(
                            metadata,
                            series.stream()
                                    .map(one -> new GaugeDataPointSnapshot(one.value(), labels(one), null))
                                    .toList()));
                case COUNTER ->
                    MetricSnapshots.of(new CounterSnapshot(
                            metadata,
                            series.stream()
                                    .map(one -> new CounterDataPointSnapshot(one.value(), labels(one), null, 0L))
                                    .toList()));
            };
            return new String(format.render(snapshots), StandardCharsets.UTF_8);
        }

        private static Labels labels(Series one) {
            return Labels.of(one.family().labelNames(), one.labelValues());
        }

        private static String sorted(String family) {
            List<String> lines = Arrays.asList(family.split("\n"));
            List<String> comments =
                    lines.stream().filter(line -> line.startsWith("#")).toList();
            List<String> samples = lines.stream()
                    .filter(line -> !line.startsWith("#"))
                    .sorted((left, right) -> Arrays.compareUnsigned(
                            left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8)))
                    .toList();
            List<String> all = new ArrayList<>(comments);
            all.addAll(samples);
            return String.join("\n", all) + "\n";
        }

        private static byte[] unpacked(byte[] gzip) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
