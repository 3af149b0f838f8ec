package io.operatormetrics.server;

import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.ExpositionFormat;

import java.util.List;
import java.util.Set;

/**
 * What a client's {@code Accept} and {@code Accept-Encoding} come down to. There is always an answer: a client that accepts none of
 * our formats gets plain text, which is easier to debug than an error.
 */
final class Negotiation {

    /** 1.0.0 is 0.0.4 with quoted UTF-8 names allowed; we never write those, so it is served as 0.0.4. */
    private static final Set<String> TEXT_VERSIONS = Set.of("", "0.0.4", "1.0.0");

    private static final Set<String> SERVED_VERSIONS = Set.of("", "1.0.0");

    private static final int EXACT = 3;
    private static final int SAME_TYPE = 2;
    private static final int ANYTHING = 1;
    private static final int NONE = 0;

    private Negotiation() {}

    /**
     * The format with the highest quality, where each format's quality is that of the most specific range it falls in; then the one that is
     * asked for first; then the one that we prefer.
     */
    static ExpositionFormat format(List<String> accept) {
        List<QualityValue> ranges = QualityValue.parse(accept);
        ExpositionFormat best = ExpositionFormat.TEXT;
        double bestQuality = 0;
        int bestPosition = Integer.MAX_VALUE;
        for (ExpositionFormat format : ExpositionFormat.values()) {
            int position = mostSpecific(ranges, format);
            if (position < 0) {
                continue;
            }
            double quality = ranges.get(position).quality();
            if (quality > bestQuality || (quality == bestQuality && quality > 0 && position < bestPosition)) {
                best = format;
                bestQuality = quality;
                bestPosition = position;
            }
        }
        return best;
    }

    /** Gzip when it is accepted, and identity is not asked for more. */
    static ContentCoding coding(List<String> acceptEncoding) {
        double gzip = -1;
        double identity = -1;
        double anything = -1;
        for (QualityValue coding : QualityValue.parse(acceptEncoding)) {
            switch (coding.value()) {
                case "gzip", "x-gzip" -> gzip = Math.max(gzip, coding.quality());
                case "identity" -> identity = Math.max(identity, coding.quality());
                case "*" -> anything = Math.max(anything, coding.quality());
                default -> {} // deflate, br, zstd: nothing that we write
            }
        }
        double effective = gzip < 0 ? anything : gzip;
        return effective > 0 && effective >= identity ? ContentCoding.GZIP : ContentCoding.IDENTITY;
    }

    /** Where the range stands that decides about a format, -1 when there is none. */
    private static int mostSpecific(List<QualityValue> ranges, ExpositionFormat format) {
        int found = -1;
        for (int i = 0; i < ranges.size(); i++) {
            int specificity = specificity(ranges.get(i), format);
            int known = found < 0 ? NONE : specificity(ranges.get(found), format);
            boolean better = specificity == known
                    && known != NONE
                    && ranges.get(i).quality() > ranges.get(found).quality();
            if (specificity > known || better) {
                found = i;
            }
        }
        return found;
    }

    private static int specificity(QualityValue range, ExpositionFormat format) {
        String version = range.parameters().getOrDefault("version", "");
        return switch (format) {
            case TEXT ->
                switch (range.value()) {
                    case "text/plain" -> TEXT_VERSIONS.contains(version) ? EXACT : NONE;
                    case "text/*" -> SAME_TYPE;
                    case "*/*" -> ANYTHING;
                    default -> NONE;
                };
            case OPEN_METRICS ->
                switch (range.value()) {
                    case "application/openmetrics-text" -> SERVED_VERSIONS.contains(version) ? EXACT : NONE;
                    case "application/*" -> SAME_TYPE;
                    case "*/*" -> ANYTHING;
                    default -> NONE;
                };
            // Nobody who sends a wildcard means a binary format.
            case PROTOBUF -> isDelimitedMetricFamily(range) ? EXACT : NONE;
        };
    }

    private static boolean isDelimitedMetricFamily(QualityValue range) {
        return range.value().equals("application/vnd.google.protobuf")
                && "io.prometheus.client.MetricFamily".equals(range.parameters().get("proto"))
                && "delimited".equals(range.parameters().get("encoding"));
    }
}
