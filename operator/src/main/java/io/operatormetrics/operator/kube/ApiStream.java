package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.loop.Loop;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * The body of one answer, read by one thread. The HTTP client hands over a piece at a time and the next is asked for when it is
 * used up, so a slow reader holds up its own connection only. Pieces are overwritten once they are copied, and lines are copied into
 * arrays of their own: nothing of a Secret stays in a buffer that outlives it.
 */
final class ApiStream implements AutoCloseable {

    /** A piece of the body, or its end. */
    private sealed interface Received {}

    private record Piece(List<ByteBuffer> buffers) implements Received {}

    private record End(@Nullable Throwable why) implements Received {}

    private static final byte[] NOTHING = {};

    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] piece = NOTHING;
    private int used;
    private Runnable requestMore = () -> {};
    private Runnable cancel = () -> {};
    private boolean closed;
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

    /** Whether {@link #readAll} has to decompress (RFC 1952); called before the answer is read. */
    void setGzip(boolean gzip) {
        this.gzip = gzip;
    }

    /** Called by the HTTP client, which waits for {@code requestMore} afterwards. */
    void receive(List<ByteBuffer> buffers) {
        received.add(new Piece(buffers));
    }

    /** Called by the HTTP client at the end of the answer; without a reason when the server ended it in good order. */
    void end(@Nullable Throwable why) {
        received.add(new End(why));
    }

    /** How one wait for more went. */
    private enum Progress {
        MORE,
        ENDED,
        SILENCE
    }

    /**
     * The next line without its end; empty when the server ended the answer in good order, when {@link #close} did, or when nothing came
     * for that long. An unfinished last line is dropped.
     *
     * @throws ApiFailure when the connection breaks
     */
    Optional<byte[]> nextLine(Duration patience) throws ApiFailure, InterruptedException {
        while (true) {
            for (int i = used; i < piece.length; i++) {
                if (piece[i] == '\n') {
                    line.write(piece, used, i - used);
                    used = i + 1;
                    byte[] whole = line.toByteArray();
                    line = new ByteArrayOutputStream();
                    return Optional.of(whole);
                }
            }
            line.write(piece, used, piece.length - used);
            // Not kept while waiting, which may be for minutes.
            piece = NOTHING;
            used = 0;
            if (receivePiece(patience) != Progress.MORE) {
                return Optional.empty();
            }
        }
    }

    /**
     * The whole body.
     *
     * @throws ApiFailure when the connection breaks, nothing comes for that long, or it cannot be decompressed
     */
    byte[] readAll(Duration patience) throws ApiFailure, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            switch (receivePiece(patience)) {
                case MORE -> body.write(piece, 0, piece.length);
                case ENDED -> {
                    piece = NOTHING;
                    return gzip ? gunzip(body.toByteArray()) : body.toByteArray();
                }
                case SILENCE -> throw ApiFailure.unanswered(patience);
            }
        }
    }

    private static byte[] gunzip(byte[] compressed) throws ApiFailure {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new ApiFailure(ApiFailure.Kind.OTHER, "the answer cannot be decompressed: " + e);
        }
    }

    private Progress receivePiece(Duration patience) throws ApiFailure, InterruptedException {
        more();
        return switch (next(patience)) {
            case null -> Progress.SILENCE;
            case Piece(List<ByteBuffer> buffers) -> {
                piece = copyAndWipe(buffers);
                yield Progress.MORE;
            }
            case End(Throwable why) -> {
                if (why != null) {
                    throw ApiFailure.unreachable(why);
                }
                yield Progress.ENDED;
            }
        };
    }

    private @Nullable Received next(Duration patience) throws InterruptedException {
        try (Loop.Waiting _ = Loop.waiting()) {
            return received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
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
