package io.operatormetrics.kubernetes.client;

import io.operatormetrics.kubernetes.loop.Loop;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of one answer, read by one thread. The HTTP client hands over a piece at a time and the next is asked for when it is
 * used up, so a slow reader holds up its own connection only. Pieces are overwritten once they are copied, and lines are copied into
 * arrays of their own: nothing of a Secret stays in a buffer that outlives it.
 */
public final class ResponseStream implements AutoCloseable {

    /** A piece of the body, or its end. */
    private sealed interface Received {}

    private record Piece(List<ByteBuffer> buffers) implements Received {}

    private record End(@Nullable Throwable why) implements Received {}

    private static final byte[] NOTHING = {};
    /** No object is so large: etcd takes 1.5 MiB. */
    private static final int LONGEST_LINE = 4 << 20;

    private static final int LINE_START = 256;

    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] piece = NOTHING;
    private int used;
    private Runnable requestMore = () -> {};
    private Runnable cancel = () -> {};
    private boolean closed;
    private boolean ended;
    private volatile boolean gzip;

    /**
     * Connects this stream to the answer, once that has begun; an answer to a stream that was closed meanwhile is cancelled.
     *
     * @param requestMore lets the client hand over one more piece
     * @param cancel ends the answer early
     */
    synchronized void attach(Runnable requestMore, Runnable cancel) {
        if (closed) {
            cancel.run();
            return;
        }
        this.requestMore = requestMore;
        this.cancel = cancel;
    }

    /** Whether what is sent is compressed (RFC 1952); called before the answer is read. */
    void setGzip(boolean gzip) {
        this.gzip = gzip;
    }

    boolean isGzip() {
        return gzip;
    }

    /** Called by the HTTP client, which waits for {@code requestMore} afterwards. */
    public void receive(List<ByteBuffer> buffers) {
        received.add(new Piece(buffers));
    }

    /** Called by the HTTP client at the end of the answer; without a reason when the server ended it in good order. */
    public void end(@Nullable Throwable why) {
        received.add(new End(why));
    }

    /** How one wait for more went. */
    private enum Progress {
        MORE,
        ENDED,
        SILENCE
    }

    /**
     * The next line without its end, blank ones left out; empty when the server ended the answer in good order, when {@link #close} did, or
     * when no whole line came in time, be it that pieces of one did. An unfinished last line is dropped.
     *
     * @param start looks at how a line begins, before the rest of it is read
     * @throws ApiException when the connection breaks or a line is too long
     */
    public Optional<byte[]> nextLine(Deadline deadline, LineStart start) throws ApiException, InterruptedException {
        while (true) {
            for (int i = used; i < piece.length; i++) {
                if (piece[i] == '\n') {
                    addToLine(i - used, start);
                    used = i + 1;
                    byte[] whole = line.toByteArray();
                    line = new ByteArrayOutputStream();
                    if (!isBlank(whole)) {
                        start.check(whole);
                        return Optional.of(whole);
                    }
                }
            }
            addToLine(piece.length - used, start);
            // Not kept while waiting, which may be for minutes.
            piece = NOTHING;
            used = 0;
            if (receivePiece(deadline) != Progress.MORE) {
                return Optional.empty();
            }
        }
    }

    /** Looks at the first bytes of a line: {@value #LINE_START} of them where it has as many. */
    @FunctionalInterface
    public interface LineStart {
        /** Called at least once for each line, with what came of it so far. */
        void check(byte[] start) throws ApiException;
    }

    private void addToLine(int length, LineStart start) throws ApiException {
        int before = line.size();
        if (before + length > LONGEST_LINE) {
            throw new ApiException(
                    ApiException.Kind.OTHER,
                    "a line of the watch is longer than " + (LONGEST_LINE >> 20) + " MiB; not read on");
        }
        line.write(piece, used, length);
        if (before < LINE_START && line.size() >= LINE_START) {
            start.check(line.toByteArray());
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte one : line) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }

    /**
     * Some bytes of the body as they were sent; negative at its end.
     *
     * @throws ApiException when the connection breaks or nothing comes in time
     */
    int read(byte[] into, int offset, int length, Deadline deadline) throws ApiException, InterruptedException {
        while (used == piece.length) {
            piece = NOTHING;
            used = 0;
            switch (deadline.isOver() ? Progress.SILENCE : receivePiece(deadline)) {
                case MORE -> {}
                case ENDED -> {
                    // It may be asked again, as by those who look for more behind the end.
                    end(null);
                    return -1;
                }
                case SILENCE -> throw ApiException.unanswered(deadline.length());
            }
        }
        int copied = Math.min(length, piece.length - used);
        System.arraycopy(piece, used, into, offset, copied);
        used += copied;
        return copied;
    }

    /** Whether the server ended the answer, or {@link #close} did. */
    public boolean isEnded() {
        return ended;
    }

    private Progress receivePiece(Deadline deadline) throws ApiException, InterruptedException {
        more();
        return switch (next(deadline)) {
            case null -> Progress.SILENCE;
            case Piece(List<ByteBuffer> buffers) -> {
                piece = copyAndWipe(buffers);
                yield Progress.MORE;
            }
            case End(Throwable why) -> {
                if (why != null) {
                    throw ApiException.unreachable(why);
                }
                ended = true;
                yield Progress.ENDED;
            }
        };
    }

    private @Nullable Received next(Deadline deadline) throws InterruptedException {
        try (Loop.Waiting _ = Loop.waiting()) {
            return received.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void more() {
        requestMore.run();
    }

    private static byte[] copyAndWipe(List<ByteBuffer> buffers) {
        byte[] copy = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int copied = 0;
        for (ByteBuffer buffer : buffers) {
            int length = buffer.remaining();
            buffer.mark().get(copy, copied, length);
            copied += length;
            if (!buffer.isReadOnly()) {
                buffer.reset().put(new byte[length]);
            }
        }
        return copy;
    }

    /** Ends the answer; a thread that waits for a line gets the end. */
    @Override
    public synchronized void close() {
        closed = true;
        received.add(new End(null));
        cancel.run();
    }
}
