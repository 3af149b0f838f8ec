package io.operatormetrics.tls;

import io.netty.buffer.ByteBufAllocator;

import javax.net.ssl.SSLEngine;

import java.util.Optional;

/** Makes the server's side of TLS for one connection after the other, all of one set of material. Thread-safe. */
interface Engines {

    /** Empty once they were released: something else is served by then. */
    Optional<SSLEngine> newEngine(ByteBufAllocator allocator);

    /** No connection begins with them any more. What they hold outside the heap is freed when the last one that did has ended. */
    void release();
}
