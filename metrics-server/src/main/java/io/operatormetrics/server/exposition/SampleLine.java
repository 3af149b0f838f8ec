package io.operatormetrics.server.exposition;

import java.util.Arrays;

/**
 * A series as one line of text, the same in Prometheus text 0.0.4 and in OpenMetrics 1.0.0.
 *
 * @param bytes {@code name{label="value"} 1.0\n} in UTF-8
 * @param identityLength of the part in front of the value, its space included. It tells series apart, and is never the beginning of another
 *     line: the space behind the brace can be nothing but the end of the labels
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the methods here only
record SampleLine(byte[] bytes, int identityLength) {

    /** Negative, zero or positive as this series stands before, on or behind the line there. */
    int compareIdentity(byte[] lines, int from, int to) {
        return Arrays.compareUnsigned(bytes, 0, identityLength, lines, from, Math.min(from + identityLength, to));
    }

    boolean equalsLine(byte[] lines, int from, int to) {
        return Arrays.equals(bytes, 0, bytes.length, lines, from, to);
    }
}
