package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns lines back into the client library's model, for the format that is not made of lines. Hardly anybody asks for it, so nothing is kept for
 * it. Reads only what {@link SampleLineWriter} wrote.
 */
final class ParsedLines {

    private final MetricFamily family;
    private final String line;
    private int position;

    private ParsedLines(MetricFamily family, String line) {
        this.family = family;
        this.line = line;
    }

    static MetricSnapshot of(FamilySnapshot snapshot) {
        MetricFamily family = snapshot.family();
        MetricMetadata metadata = new MetricMetadata(family.name(), family.help());
        List<String> lines = snapshot.lines().segments().stream()
                .flatMap(segment -> Stream.of(new String(segment.chunk().bytes(), StandardCharsets.UTF_8).split("\n")))
                .toList();
        return switch (family.type()) {
            case GAUGE ->
                new GaugeSnapshot(
                        metadata,
                        lines.stream()
                                .map(line -> new ParsedLines(family, line).gauge())
                                .toList());
            case COUNTER ->
                new CounterSnapshot(
                        metadata,
                        lines.stream()
                                .map(line -> new ParsedLines(family, line).counter())
                                .toList());
        };
    }

    private GaugeDataPointSnapshot gauge() {
        Labels labels = labels();
        return new GaugeDataPointSnapshot(value(), labels, null);
    }

    private CounterDataPointSnapshot counter() {
        Labels labels = labels();
        return new CounterDataPointSnapshot(value(), labels, null, 0L);
    }

    private Labels labels() {
        position = family.name().length() + 1;
        Labels.Builder labels = Labels.builder();
        for (int count = family.labelNames().size(); count > 0; count--) {
            int equals = line.indexOf('=', position);
            String name = line.substring(position, equals);
            position = equals + 2;
            labels.label(name, labelValue());
            // The quote, and what follows: a comma or a brace.
            position += 2;
        }
        return labels.build();
    }

    private String labelValue() {
        StringBuilder value = new StringBuilder();
        while (line.charAt(position) != '"') {
            char c = line.charAt(position++);
            if (c == '\\') {
                char escaped = line.charAt(position++);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    private double value() {
        String text = line.substring(line.lastIndexOf(' ') + 1);
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
