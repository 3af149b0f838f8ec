package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * All lines of one family, ordered by identity, as they are at one moment. Immutable: a change makes one segment anew, and copies the
 * references to the others.
 */
final class FamilyLines {

    static final FamilyLines NONE = new FamilyLines();

    /** A segment of fewer lines joins a neighbour, where both fit with room to grow. */
    private static final int FEW = Segment.MOST_LINES / 4;

    private static final int ROOMY = Segment.MOST_LINES * 3 / 4;

    private final Segment[] segments;

    private FamilyLines(Segment... segments) {
        this.segments = segments;
    }

    boolean isEmpty() {
        return segments.length == 0;
    }

    /** In their order; not to be changed. */
    List<Segment> segments() {
        return Arrays.asList(segments);
    }

    /** Whose series this is; null when there is none of that identity. */
    @Nullable SeriesSlot find(SampleLine line) {
        if (isEmpty()) {
            return null;
        }
        Segment segment = segments[segmentFor(line)];
        int index = segment.search(line);
        return index < 0 ? null : segment.placement(index);
    }

    /** With a series that is not here yet. */
    FamilyLines with(SampleLine line, SeriesSlot seriesSlot) {
        if (isEmpty()) {
            return new FamilyLines(Segment.of(line, seriesSlot));
        }
        int at = segmentFor(line);
        Segment segment = segments[at];
        int index = -1 - segment.search(line);
        if (segment.size() < Segment.MOST_LINES) {
            return spliced(at, at + 1, segment.with(index, line, seriesSlot));
        }
        if (index == segment.size()) {
            // What comes in order fills segment after segment.
            return spliced(at + 1, at + 1, Segment.of(line, seriesSlot));
        }
        int half = segment.size() / 2;
        Segment low = segment.part(0, half);
        Segment high = segment.part(half, segment.size());
        return index < half
                ? spliced(at, at + 1, low.with(index, line, seriesSlot), high)
                : spliced(at, at + 1, low, high.with(index - half, line, seriesSlot));
    }

    /** With another value for a series that is here; itself when the value is the same. */
    FamilyLines replacing(SampleLine line) {
        int at = segmentFor(line);
        Segment segment = segments[at];
        int index = segment.search(line);
        return segment.holds(line, index) ? this : spliced(at, at + 1, segment.replacing(index, line));
    }

    FamilyLines without(SeriesSlot seriesSlot) {
        Segment segment = seriesSlot.segment();
        int at = Arrays.binarySearch(segments, segment, Segment::compareFirst);
        if (segment.size() == 1) {
            return spliced(at, at + 1);
        }
        Segment rest = segment.without(segment.indexOf(seriesSlot));
        if (rest.size() < FEW) {
            if (at > 0 && fits(segments[at - 1], rest)) {
                return spliced(at - 1, at + 1, segments[at - 1].followedBy(rest));
            }
            if (at + 1 < segments.length && fits(rest, segments[at + 1])) {
                return spliced(at, at + 2, rest.followedBy(segments[at + 1]));
            }
        }
        return spliced(at, at + 1, rest);
    }

    private static boolean fits(Segment left, Segment right) {
        return left.size() + right.size() <= ROOMY;
    }

    /** The segment that holds this series, or would. */
    private int segmentFor(SampleLine line) {
        int low = 0;
        int high = segments.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments[middle].compare(line, 0) < 0) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private FamilyLines spliced(int from, int to, Segment... between) {
        Segment[] all = new Segment[from + between.length + segments.length - to];
        System.arraycopy(segments, 0, all, 0, from);
        System.arraycopy(between, 0, all, from, between.length);
        System.arraycopy(segments, to, all, from + between.length, segments.length - to);
        return new FamilyLines(all);
    }
}
