package io.operatormetrics.server.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A family as one length-delimited {@code io.prometheus.client.MetricFamily}: its head, and the metrics of each segment, which are made from
 * its lines. Source: Prometheus {@code client_model}, metrics.proto.
 */
final class ProtobufFamily {

    private static final int NAME = 1;
    private static final int HELP = 2;
    private static final int TYPE = 3;
    private static final int METRIC = 4;

    private static final int LABEL = 1;
    private static final int GAUGE = 2;
    private static final int COUNTER = 3;

    /** Of a label, and of a gauge or counter the value alone. */
    private static final int FIRST = 1;

    private static final int SECOND = 2;

    /** In bytes of lines, of which protobuf takes about as many: those of 25,000 certificates. */
    private static final long MOST_KEPT = 4 << 20;

    private ProtobufFamily() {}

    /** None for a family without series, which the format leaves out. */
    static List<Chunk> of(FamilySnapshot family) {
        if (family.lines().isEmpty()) {
            return List.of();
        }
        List<Chunk> chunks = new ArrayList<>();
        ProtobufMessage head = head(family.family());
        int length = head.size();
        List<Segment> segments = family.lines().segments();
        boolean kept =
                segments.stream().mapToLong(segment -> segment.chunk().length()).sum() <= MOST_KEPT;
        for (Segment segment : segments) {
            Chunk metrics = segment.protobuf(family.family(), kept);
            length += metrics.length();
            chunks.add(metrics);
        }
        ProtobufMessage delimited = new ProtobufMessage();
        delimited.varint(length);
        delimited.append(head);
        chunks.addFirst(new ReadyChunk(delimited.toBytes()));
        return chunks;
    }

    private static ProtobufMessage head(MetricFamily family) {
        ProtobufMessage head = new ProtobufMessage();
        head.bytes(NAME, family.name().getBytes(StandardCharsets.UTF_8));
        head.bytes(HELP, family.help().getBytes(StandardCharsets.UTF_8));
        head.varint(
                TYPE,
                switch (family.type()) {
                    case COUNTER -> 0;
                    case GAUGE -> 1;
                });
        return head;
    }

    /** The metrics of lines that {@link SampleLineWriter} wrote, one behind the other. */
    static byte[] metrics(MetricFamily family, byte[] lines) {
        ProtobufMessage metrics = new ProtobufMessage();
        int kind = switch (family.type()) {
            case COUNTER -> COUNTER;
            case GAUGE -> GAUGE;
        };
        SampleLineReader reader = new SampleLineReader(family, lines);
        ProtobufMessage metric = new ProtobufMessage();
        ProtobufMessage part = new ProtobufMessage();
        while (reader.nextLine()) {
            metric.clear();
            while (reader.nextLabel()) {
                part.clear();
                part.bytes(FIRST, reader.labelName());
                part.bytes(SECOND, reader.labelValue());
                metric.message(LABEL, part);
            }
            part.clear();
            part.fixed64(FIRST, reader.value());
            metric.message(kind, part);
            metrics.message(METRIC, metric);
        }
        return metrics.toBytes();
    }
}
