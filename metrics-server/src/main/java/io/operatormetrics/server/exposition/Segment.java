package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The lines of some neighbouring series of one family, ordered by identity. It never changes: each change makes another one, so that a
 * scrape that is under way keeps what it began with.
 */
final class Segment {

    /**
     * More would compress better, by fewer flushes, and cost more per change: this many lines of a certificate are 40 KB, which take a
     * third of a millisecond to compress.
     */
    static final int MOST_LINES = 256;

    private final ReadyChunk chunk;
    private @Nullable ProtobufChunk protobuf; // guarded by this

    /** Where each line begins, and where the last one ends. */
    private final int[] starts;
    /** Whose the lines are; guarded by the store. */
    private final SeriesSlot[] placements;

    private Segment(byte[] lines, int[] starts, SeriesSlot[] placements) {
        this.chunk = new ReadyChunk(lines);
        this.starts = starts;
        this.placements = placements;
    }

    /** Of one line. */
    static Segment of(SampleLine line, SeriesSlot seriesSlot) {
        Segment single = alone(line, seriesSlot);
        seriesSlot.moveTo(single);
        return single;
    }

    Chunk chunk() {
        return chunk;
    }

    /**
     * The lines as metrics in protobuf, for all who want them.
     *
     * @param kept whether they are kept when nobody uses them
     */
    synchronized Chunk protobuf(MetricFamily family, boolean kept) {
        ProtobufChunk ready = protobuf;
        if (ready == null || ready.isKept() != kept) {
            ready = new ProtobufChunk(family, chunk.bytes(), kept);
            protobuf = ready;
        }
        return ready;
    }

    int size() {
        return placements.length;
    }

    SeriesSlot placement(int index) {
        return placements[index];
    }

    int indexOf(SeriesSlot seriesSlot) {
        for (int index = 0; index < placements.length; index++) {
            if (placements[index] == seriesSlot) {
                return index;
            }
        }
        throw new IllegalStateException("a series of " + seriesSlot.objectKey() + " is not where it was placed");
    }

    /** Where this series is, or -1 - where it would be. */
    int search(SampleLine line) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(line, middle);
            if (order == 0) {
                return middle;
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    int compare(SampleLine line, int index) {
        return line.compareIdentity(chunk.bytes(), starts[index], starts[index + 1]);
    }

    /** Negative, zero or positive as the first line stands before, on or behind another segment's. */
    int compareFirst(Segment other) {
        return Arrays.compareUnsigned(chunk.bytes(), 0, starts[1], other.chunk.bytes(), 0, other.starts[1]);
    }

    boolean holds(SampleLine line, int index) {
        return line.equalsLine(chunk.bytes(), starts[index], starts[index + 1]);
    }

    Segment with(int index, SampleLine line, SeriesSlot seriesSlot) {
        return joined(range(0, index), alone(line, seriesSlot).all(), range(index, size()));
    }

    Segment replacing(int index, SampleLine line) {
        return joined(range(0, index), alone(line, placements[index]).all(), range(index + 1, size()));
    }

    Segment without(int index) {
        return joined(range(0, index), range(index + 1, size()));
    }

    /** The lines of both, this one's first. */
    Segment followedBy(Segment other) {
        return joined(all(), other.all());
    }

    /** The lines from one index up to another. */
    Segment part(int from, int to) {
        return joined(range(from, to));
    }

    private record Range(Segment segment, int from, int to) {
        int bytes() {
            return segment.starts[to] - segment.starts[from];
        }
    }

    private Range range(int from, int to) {
        return new Range(this, from, to);
    }

    private Range all() {
        return range(0, size());
    }

    private static Segment alone(SampleLine line, SeriesSlot seriesSlot) {
        return new Segment(line.bytes(), new int[] {0, line.bytes().length}, new SeriesSlot[] {seriesSlot});
    }

    private static Segment joined(Range... ranges) {
        int bytes = 0;
        int size = 0;
        for (Range range : ranges) {
            bytes += range.bytes();
            size += range.to() - range.from();
        }
        Segment joined = new Segment(new byte[bytes], new int[size + 1], new SeriesSlot[size]);
        int line = 0;
        int offset = 0;
        for (Range range : ranges) {
            Segment source = range.segment();
            int first = source.starts[range.from()];
            System.arraycopy(source.chunk.bytes(), first, joined.chunk.bytes(), offset, range.bytes());
            for (int index = range.from(); index < range.to(); index++, line++) {
                joined.starts[line] = offset + source.starts[index] - first;
                joined.placements[line] = source.placements[index];
                source.placements[index].moveTo(joined);
            }
            offset += range.bytes();
        }
        joined.starts[size] = offset;
        return joined;
    }
}
