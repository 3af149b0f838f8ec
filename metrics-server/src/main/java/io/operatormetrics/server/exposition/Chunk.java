package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

/** Bytes of an exposition that never change, compressed once, by the first scrape that needs it. Thread-safe. */
final class Chunk {

    private final byte[] bytes;
    private volatile @Nullable DeflatedBlock deflated;

    /** @param bytes the caller's no longer */
    Chunk(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Not to be written to. */
    byte[] bytes() {
        return bytes;
    }

    /** Of scrapes that come at once one compresses, and the others wait. */
    DeflatedBlock deflated(BlockDeflater deflater) {
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
