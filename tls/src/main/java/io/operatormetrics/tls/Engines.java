package io.operatormetrics.tls;

import io.netty.buffer.ByteBufAllocator;

import javax.net.ssl.SSLEngine;

/** Makes the server's side of TLS for one connection after the other, all of one set of material. */
@FunctionalInterface
interface Engines {
    SSLEngine newEngine(ByteBufAllocator allocator);
}
