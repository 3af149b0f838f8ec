package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;

/**
 * The metrics of some lines in protobuf, made from them when they are asked for. One of those who ask at once makes them, and the others wait.
 * What is made is kept while memory is there, or, where it is too much to keep, as long as somebody uses it: of a large family a scrape then has
 * no more than the piece that it is sending. Compressed it is small, and always kept while memory is there. Thread-safe.
 */
final class ProtobufChunk implements Chunk {

    private static final int UNKNOWN = -1;

    private final MetricFamily family;
    private final byte[] lines;
    private final boolean kept;
    private int length = UNKNOWN; // guarded by this
    private @Nullable Reference<byte[]> made; // guarded by this
    private @Nullable SoftReference<DeflatedBlock> deflated; // guarded by this

    /**
     * @param lines not to be written to
     * @param kept whether what is made is kept when nobody uses it
     */
    ProtobufChunk(MetricFamily family, byte[] lines, boolean kept) {
        this.family = family;
        this.lines = lines;
        this.kept = kept;
    }

    boolean isKept() {
        return kept;
    }

    @Override
    public synchronized int length() {
        return length == UNKNOWN ? bytes().length : length;
    }

    @Override
    public synchronized byte[] bytes() {
        byte[] ready = made == null ? null : made.get();
        if (ready == null) {
            ready = ProtobufFamily.metrics(family, lines);
            length = ready.length;
            made = kept ? new SoftReference<>(ready) : new WeakReference<>(ready);
        }
        return ready;
    }

    @Override
    public synchronized DeflatedBlock deflated(BlockDeflater deflater) {
        DeflatedBlock ready = deflated == null ? null : deflated.get();
        if (ready == null) {
            ready = deflater.deflate(bytes());
            deflated = new SoftReference<>(ready);
        }
        return ready;
    }
}
