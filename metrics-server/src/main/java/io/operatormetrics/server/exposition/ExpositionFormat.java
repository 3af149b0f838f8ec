package io.operatormetrics.server.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A way to write an exposition, in the order in which we prefer them when the client does not care. */
public enum ExpositionFormat {
    /** Prometheus text 0.0.4. */
    TEXT(PrometheusTextFormatWriter.CONTENT_TYPE, ""),
    /**
     * OpenMetrics 1.0.0 as text. How names are escaped is named, as Prometheus's documents on content negotiation and escaping schemes ask for; it is
     * the same whatever the client accepts.
     */
    OPEN_METRICS(OpenMetricsTextFormatWriter.CONTENT_TYPE + "; escaping=underscores", "# EOF\n"),
    /** Length-delimited {@code io.prometheus.client.MetricFamily} messages. */
    PROTOBUF(PrometheusProtobufWriter.CONTENT_TYPE, "");

    private final String contentType;
    private final String end;

    ExpositionFormat(String contentType, String end) {
        this.contentType = contentType;
        this.end = end;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * These families without the exposition's end, so that others can stand before and behind them. Names that only newer Prometheus
     * releases read (UTF-8) come out with underscores: every client reads those.
     */
    byte[] render(MetricSnapshots families) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try {
            writer().write(out, families, EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        byte[] whole = out.toByteArray();
        return Arrays.copyOf(whole, whole.length - end.length());
    }

    /** What follows the last family. */
    byte[] end() {
        return end.getBytes(StandardCharsets.US_ASCII);
    }

    private ExpositionFormatWriter writer() {
        return switch (this) {
            case TEXT -> PrometheusTextFormatWriter.create();
            case OPEN_METRICS -> OpenMetricsTextFormatWriter.create();
            case PROTOBUF -> new PrometheusProtobufWriter();
        };
    }
}
