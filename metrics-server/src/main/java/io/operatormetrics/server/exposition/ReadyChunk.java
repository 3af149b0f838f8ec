package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

/** Bytes that are kept; compressed once, by the first scrape that needs it. Thread-safe. */
final class ReadyChunk implements Chunk {

    private final byte[] bytes;
    private volatile @Nullable DeflatedBlock deflated;

    /** @param bytes the caller's no longer */
    ReadyChunk(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    /** Of scrapes that come at once one compresses, and the others wait. */
    @Override
    public DeflatedBlock deflated(BlockDeflater deflater) {
        DeflatedBlock ready = deflated;
        return ready == null ? deflate(deflater) : ready;
    }

    private synchronized DeflatedBlock deflate(BlockDeflater deflater) {
        DeflatedBlock ready = deflated;
        if (ready == null) {
            ready = deflater.deflate(bytes);
            deflated = ready;
        }
        return ready;
    }
}
