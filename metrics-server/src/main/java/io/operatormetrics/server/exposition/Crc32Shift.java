package io.operatormetrics.server.exposition;

/**
 * Puts the checksums of two pieces together, without their bytes. A CRC is a remainder modulo a polynomial over GF(2), so appending n bytes to a
 * piece multiplies its remainder by x^8n. Polynomials are reflected as in gzip (RFC 1952, 8): the highest bit is the coefficient of x^0.
 */
final class Crc32Shift {

    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int ONE = 1 << 31;
    private static final int X = 1 << 30;
    private static final int BITS_PER_BYTE_LOG2 = 3;

    /** x^(2^k) modulo the polynomial, for each k that a length in bits can have. */
    private static final int[] SQUARES = squares();

    private Crc32Shift() {}

    private static int[] squares() {
        int[] squares = new int[Long.SIZE];
        squares[0] = X;
        for (int k = 1; k < squares.length; k++) {
            squares[k] = multiply(squares[k - 1], squares[k - 1]);
        }
        return squares;
    }

    /** What a checksum is multiplied by when that many bytes are appended. */
    static int by(int length) {
        int product = ONE;
        for (int k = 0; length >> k != 0; k++) {
            if ((length >> k & 1) != 0) {
                product = multiply(SQUARES[k + BITS_PER_BYTE_LOG2], product);
            }
        }
        return product;
    }

    /**
     * The checksum of two pieces, one behind the other.
     *
     * @param shift {@link #by} the length of the second
     */
    static int combine(int first, int shift, int second) {
        return multiply(shift, first) ^ second;
    }

    /** The product of two polynomials modulo the polynomial. */
    private static int multiply(int left, int right) {
        int product = 0;
        int shifted = right;
        for (int rest = left; rest != 0; rest <<= 1) {
            if (rest < 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
        }
        return product;
    }
}
