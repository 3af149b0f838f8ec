package io.operatormetrics.server.exposition;

import java.util.Arrays;

/** The fields of one message, as they are written. Source: Protocol Buffers, "Encoding". */
final class ProtobufMessage {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;

    private static final int MOST_VARINT_BYTES = 5;

    private byte[] bytes = new byte[128];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void varint(int field, int value) {
        tag(field, VARINT);
        varint(value);
    }

    /** As a double. */
    void fixed64(int field, double value) {
        tag(field, FIXED64);
        reserve(Long.BYTES);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    void bytes(int field, byte[] value) {
        lengthDelimited(field, value, value.length);
    }

    void message(int field, ProtobufMessage value) {
        lengthDelimited(field, value.bytes, value.size);
    }

    /** The fields of that message too. */
    void append(ProtobufMessage other) {
        append(other.bytes, other.size);
    }

    /** A number that is no field: a length. */
    void varint(int value) {
        reserve(MOST_VARINT_BYTES);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void tag(int field, int wireType) {
        varint((field << 3) | wireType);
    }

    private void lengthDelimited(int field, byte[] value, int length) {
        tag(field, LENGTH_DELIMITED);
        varint(length);
        append(value, length);
    }

    private void append(byte[] value, int length) {
        reserve(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
