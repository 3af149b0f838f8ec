package io.operatormetrics.x509;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of DER (X.690) as it takes to see what a private key is and to wrap it: the JDK reads PKCS#8 only. One element; what
 * it cannot be is an {@link IllegalArgumentException}, without any of the bytes.
 */
record Der(int tag, ByteBuffer content) {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;

    /** Context-specific tag 0, constructed: the parameters in an ECPrivateKey (RFC 5915). */
    static final int CONTEXT_0 = 0xA0;

    /** The one element that the bytes hold from first to last. */
    static Der read(byte[] der) {
        ByteBuffer in = ByteBuffer.wrap(der);
        Der element = next(in);
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("bytes after the end");
        }
        return element;
    }

    static byte[] write(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        byte[] size = length < 0x80 ? new byte[0] : BigInteger.valueOf(length).toByteArray();
        int skipSign = size.length > 1 && size[0] == 0 ? 1 : 0;
        ByteBuffer out = ByteBuffer.allocate(2 + size.length - skipSign + length);
        out.put((byte) tag);
        if (size.length == 0) {
            out.put((byte) length);
        } else {
            out.put((byte) (0x80 | (size.length - skipSign)));
            out.put(size, skipSign, size.length - skipSign);
        }
        for (byte[] content : contents) {
            out.put(content);
        }
        return out.array();
    }

    /** The elements of a SEQUENCE or of a constructed context-specific tag. */
    List<Der> elements() {
        ByteBuffer in = content.duplicate();
        List<Der> elements = new ArrayList<>();
        while (in.hasRemaining()) {
            elements.add(next(in));
        }
        return elements;
    }

    Der expect(int expected) {
        if (tag != expected) {
            throw new IllegalArgumentException("tag 0x%02x instead of 0x%02x".formatted(tag, expected));
        }
        return this;
    }

    byte[] bytes() {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    /** Dotted, for instance {@code 1.2.840.113549.1.1.1}. */
    String oid() {
        expect(OID);
        StringBuilder dotted = new StringBuilder();
        long arc = 0;
        for (byte b : bytes()) {
            if (arc > Long.MAX_VALUE >> 7) {
                throw new IllegalArgumentException("object identifier out of range");
            }
            arc = (arc << 7) | (b & 0x7F);
            if ((b & 0x80) == 0) {
                if (dotted.isEmpty()) {
                    long first = Math.min(arc / 40, 2);
                    dotted.append(first).append('.').append(arc - first * 40);
                } else {
                    dotted.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return dotted.toString();
    }

    private static Der next(ByteBuffer in) {
        if (in.remaining() < 2) {
            throw new IllegalArgumentException("cut off");
        }
        int tag = in.get() & 0xFF;
        int length = in.get() & 0xFF;
        if (length >= 0x80) {
            int size = length & 0x7F;
            if (size < 1 || size > 3 || in.remaining() < size) {
                throw new IllegalArgumentException("a length that is not DER");
            }
            length = 0;
            for (int i = 0; i < size; i++) {
                length = (length << 8) | (in.get() & 0xFF);
            }
        }
        if (in.remaining() < length) {
            throw new IllegalArgumentException("cut off");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return new Der(tag, content);
    }
}
