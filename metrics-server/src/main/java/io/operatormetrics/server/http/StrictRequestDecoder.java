package io.operatormetrics.server.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's decoder, which refuses a request line that two parsers could split differently: it has to be method, target and version with one
 * space between them (RFC 9112 section 3), and each line ends in CR LF.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private static final int LENGTH_OF_VERSION = "HTTP/1.1".length();

    private int endOfMethod;
    private int endOfTarget;

    StrictRequestDecoder(int maxHeadBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxHeadBytes)
                .setMaxHeaderSize(maxHeadBytes)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        endOfMethod = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        requireOneSpace(line, endOfMethod, start);
        endOfTarget = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    /** A minor version above 1 is taken for 1.1 (RFC 9110 section 2.5). */
    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        requireOneSpace(line, endOfTarget, start);
        String version = super.splitThirdWordInitialLine(line, start, length);
        if (version.length() != LENGTH_OF_VERSION
                || !version.startsWith("HTTP/")
                || !isDigit(version.charAt(5))
                || version.charAt(6) != '.'
                || !isDigit(version.charAt(7))) {
            throw new IllegalArgumentException("not a version of HTTP");
        }
        return version.startsWith("HTTP/1.") && version.charAt(7) > '1' ? "HTTP/1.1" : version;
    }

    private static void requireOneSpace(byte[] line, int end, int start) {
        if (start != end + 1 || line[end] != ' ') {
            throw new IllegalArgumentException("not one space between the words of the request line");
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
