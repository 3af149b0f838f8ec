package io.operatormetrics.kubernetes.client;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/**
 * The one way to read the body of an answer that ends by itself: decompressed (RFC 1952), no longer than its limit, in a time of its own, and
 * never silent for long. Blanks count as silence: JSON may hold any number of them, so a server can send them for ever. For one thread.
 *
 * <p>An {@code IOException} of its methods says only that reading ended; {@link #failure} says why.
 */
public final class ResponseBody extends InputStream {

    /** No document that a server keeps is longer: etcd takes 1.5 MiB. */
    static final int DOCUMENT = 4 << 20;

    /** Of an error; the rest is not read. */
    static final int ERROR = 64 << 10;

    private final ResponseStream stream;
    private final long longest;
    private final Duration silence;
    private final Deadline end;
    private Deadline nextByte;
    private @Nullable InputStream plain;
    private @Nullable ApiException failure;
    private boolean interrupted;
    private long count;

    /**
     * @param stream closed with this
     * @param longest in bytes, decompressed
     * @param silence how long nothing may come but blanks
     * @param end until when all must have come
     */
    public ResponseBody(ResponseStream stream, long longest, Duration silence, Deadline end) {
        this.stream = stream;
        this.longest = longest;
        this.silence = silence;
        this.end = end;
        this.nextByte = Deadline.in(silence);
    }

    /** All of it. */
    byte[] all() throws ApiException, InterruptedException {
        try {
            return readAllBytes();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** What can be had of it within the limits. */
    byte[] beginning() throws InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        try {
            for (int length = read(piece); length >= 0; length = read(piece)) {
                all.write(piece, 0, length);
            }
        } catch (IOException e) {
            checkInterrupt();
        }
        return all.toByteArray();
    }

    /** Takes up the end, which lets the connection be used again; a body that goes on behind its document is given up. */
    void skipEnd() throws ApiException, InterruptedException {
        try {
            byte[] _ = readNBytes(1024);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** How many bytes were read, decompressed. */
    long count() {
        return count;
    }

    /**
     * Why reading ended.
     *
     * @param caught by the reader; not quoted, since parsers quote what they read, which may be a Secret
     */
    ApiException failure(IOException caught) throws InterruptedException {
        checkInterrupt();
        return failure == null ? KubernetesJson.unreadable() : failure;
    }

    /** Whether it was reading that failed, and not what was read. */
    boolean isBroken() {
        return interrupted || failure != null;
    }

    private void checkInterrupt() throws InterruptedException {
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (isBroken()) {
            throw new IOException("reading failed before");
        }
        int got = readPlain(into, offset, length);
        if (got > 0) {
            count += got;
            if (count > longest) {
                throw fail(new ApiException(
                        ApiException.Kind.OTHER, "the answer is longer than " + (longest >> 10) + " KiB; not read on"));
            }
            if (!isBlank(into, offset, got)) {
                nextByte = Deadline.in(silence);
            }
        }
        return got;
    }

    private int readPlain(byte[] into, int offset, int length) throws IOException {
        try {
            if (plain == null) {
                plain = stream.isGzip() ? new GZIPInputStream(new Received()) : new Received();
            }
            return plain.read(into, offset, length);
        } catch (IOException e) {
            if (!isBroken()) {
                throw fail(new ApiException(ApiException.Kind.OTHER, "the answer cannot be decompressed: " + e));
            }
            throw e;
        }
    }

    private static boolean isBlank(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private IOException fail(ApiException why) {
        failure = why;
        return new IOException(why);
    }

    @Override
    public void close() {
        stream.close();
    }

    /** The bytes as they were sent. */
    private final class Received extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return stream.read(into, offset, length, end.earlier(nextByte));
            } catch (ApiException e) {
                throw fail(e);
            } catch (InterruptedException e) {
                interrupted = true;
                throw new InterruptedIOException();
            }
        }
    }
}
