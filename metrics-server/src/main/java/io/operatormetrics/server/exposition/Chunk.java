package io.operatormetrics.server.exposition;

/** A piece of an exposition that never changes. Thread-safe. */
interface Chunk {

    /** In bytes. */
    int length();

    /** Not to be written to. */
    byte[] bytes();

    /** The same compressed. */
    DeflatedBlock deflated(BlockDeflater deflater);
}
