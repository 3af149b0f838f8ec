package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Byte for byte what the client library writes. */
class ProtobufFamilyTest {

    private final ExpositionStore store = new ExpositionStore();
    private final Exposition exposition = new Exposition(store, new PrometheusRegistry(), Duration.ZERO);

    @Test
    void writesGaugesWithAnyLabelValue() {
        MetricFamily family = MetricFamily.gauge("expiry", "When it \"ends\",\nin \\ seconds: Ω.", "name", "issuer");
        store.register(family);
        List<String> names = List.of("", "a,b={}\" x", "back\\slash\\n", "line\nbreak", "Ω ≠ 🙂");
        GaugeSnapshot.Builder expected = GaugeSnapshot.builder().name("expiry").help(family.help());
        double[] values = {0, -1.5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};
        for (int index = 0; index < names.size(); index++) {
            store.put(
                    Integer.toString(index),
                    List.of(Series.of(family, values[index], names.get(index), "issuer " + index)));
            expected.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("name", names.get(index), "issuer", "issuer " + index))
                    .value(values[index])
                    .build());
        }
        assertThat(render()).isEqualTo(library(expected.build()));
    }

    @Test
    void writesACounterWithoutLabels() {
        MetricFamily family = MetricFamily.counter("runs_total", "How many.");
        store.register(family);
        store.put("it", List.of(Series.of(family, 7)));

        assertThat(render())
                .isEqualTo(library(CounterSnapshot.builder()
                        .name("runs")
                        .help("How many.")
                        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(7)
                                .build())
                        .build()));
    }

    @Test
    void writesTheMetricsOfAllSegmentsAndWhatChangedInOne() {
        MetricFamily family = MetricFamily.gauge("size", "", "number");
        store.register(family);
        int count = Segment.MOST_LINES * 3;
        put(family, count, 1);
        byte[] before = render();
        assertThat(before).isEqualTo(library(sizes(count, 1)));

        store.put("500", List.of(Series.of(family, 2, "000500")));

        byte[] after = render();
        assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
        put(family, count, 2);
        assertThat(render()).isEqualTo(library(sizes(count, 2)));
    }

    /** Of more lines than are kept as protobuf each piece is made when it is sent. */
    @Test
    void writesTheSameOfALargeFamily() {
        MetricFamily family = MetricFamily.gauge("size", "", "number");
        store.register(family);
        int count = 200_000;
        put(family, count, 1);

        byte[] whole = library(sizes(count, 1));

        assertThat(render()).isEqualTo(whole);
        assertThat(render()).isEqualTo(whole);
    }

    @Test
    void leavesOutAFamilyWithoutSeries() {
        store.register(MetricFamily.gauge("none", "Nothing."));
        assertThat(render()).isEmpty();
    }

    private void put(MetricFamily family, int count, double value) {
        IntStream.range(0, count)
                .forEach(number -> store.put(
                        Integer.toString(number), List.of(Series.of(family, value, "%06d".formatted(number)))));
    }

    private static MetricSnapshot sizes(int count, double value) {
        return new GaugeSnapshot(
                new MetricMetadata("size", ""),
                IntStream.range(0, count)
                        .mapToObj(number -> GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .labels(Labels.of("number", "%06d".formatted(number)))
                                .value(value)
                                .build())
                        .toList());
    }

    private byte[] render() {
        return exposition
                .render(ExpositionFormat.PROTOBUF, ContentCoding.IDENTITY, NameFilter.ALL)
                .toByteArray();
    }

    private static byte[] library(MetricSnapshot family) {
        return ExpositionFormat.PROTOBUF.render(MetricSnapshots.of(family));
    }
}
