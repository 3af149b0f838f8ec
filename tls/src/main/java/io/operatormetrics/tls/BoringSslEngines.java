package io.operatormetrics.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import io.netty.util.IllegalReferenceCountException;

import javax.net.ssl.SSLEngine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Of one native context. Each engine holds on to it, and Netty's handler lets go of the engine when it leaves its pipeline. The collector sees
 * nothing of the size of a context, and so has no reason to free one soon.
 */
final class BoringSslEngines implements Engines {

    private final ReferenceCountedOpenSslContext context;
    private final AtomicBoolean released = new AtomicBoolean();

    /** @param context is owned from now on */
    BoringSslEngines(ReferenceCountedOpenSslContext context) {
        this.context = context;
    }

    @Override
    public Optional<SSLEngine> newEngine(ByteBufAllocator allocator) {
        try {
            // An engine would hold on to it only when it is made.
            context.retain();
        } catch (IllegalReferenceCountException replaced) {
            return Optional.empty();
        }
        try {
            SSLEngine engine = context.newEngine(allocator);
            // Netty turns tickets on.
            SSL.setOptions(((ReferenceCountedOpenSslEngine) engine).sslPointer(), SSL.SSL_OP_NO_TICKET);
            return Optional.of(engine);
        } finally {
            context.release();
        }
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            context.release();
        }
    }
}
