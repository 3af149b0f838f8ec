package io.operatormetrics.server.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes apart the lines of one family that {@link SampleLineWriter} wrote, and no others, in their order. */
final class SampleLineReader {

    private final int nameLength;
    private final int labels;
    private final byte[] lines;
    private int position;
    private int labelsLeft;
    private byte[] labelName = {};
    private byte[] labelValue = {};
    private double value;

    SampleLineReader(MetricFamily family, byte[] lines) {
        this.nameLength = family.name().length();
        this.labels = family.labelNames().size();
        this.lines = lines;
    }

    /** Goes to the next line; false when there is none. */
    boolean nextLine() {
        if (position == lines.length) {
            return false;
        }
        // The name, and what follows it: a brace, or a blank where there are no labels.
        position += nameLength + 1;
        labelsLeft = labels;
        return true;
    }

    /** Goes to the next label of the line; behind the last one to its value, and false. */
    boolean nextLabel() {
        if (labelsLeft == 0) {
            readValue();
            return false;
        }
        int equals = indexOf('=', position);
        labelName = Arrays.copyOfRange(lines, position, equals);
        position = equals + 2;
        readLabelValue();
        // The quote, and what follows: a comma, or a brace and a blank.
        labelsLeft--;
        position += labelsLeft == 0 ? 3 : 2;
        return true;
    }

    byte[] labelName() {
        return labelName;
    }

    /** Without escapes. */
    byte[] labelValue() {
        return labelValue;
    }

    double value() {
        return value;
    }

    private void readLabelValue() {
        int from = position;
        int escapes = 0;
        while (lines[position] != '"') {
            if (lines[position] == '\\') {
                escapes++;
                position++;
            }
            position++;
        }
        labelValue = escapes == 0 ? Arrays.copyOfRange(lines, from, position) : unescaped(from, position, escapes);
    }

    private byte[] unescaped(int from, int to, int escapes) {
        byte[] plain = new byte[to - from - escapes];
        int length = 0;
        for (int at = from; at < to; at++) {
            if (lines[at] == '\\') {
                at++;
                plain[length++] = lines[at] == 'n' ? (byte) '\n' : lines[at];
            } else {
                plain[length++] = lines[at];
            }
        }
        return plain;
    }

    private void readValue() {
        int end = indexOf('\n', position);
        String text = new String(lines, position, end - position, StandardCharsets.US_ASCII);
        position = end + 1;
        value = switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private int indexOf(char wanted, int from) {
        int at = from;
        while (lines[at] != wanted) {
            at++;
        }
        return at;
    }
}
