package io.operatormetrics.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;

/**
 * Stands behind the TLS handler of one connection and closes it as soon as TLS on it is over: after the peer's close_notify and after a
 * fatal alert (RFC 8446 section 6), so that no dead connection holds a place until its idle time is up.
 */
final class EndOfTls extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;

    EndOfTls(SslHandler tls) {
        this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslCloseCompletionEvent) {
            ctx.close();
        }
        super.userEventTriggered(ctx, event);
    }

    /** On BoringSSL nothing tells of a bad record: the alert goes out, and the engine reads no further. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        if (tls.engine() instanceof ReferenceCountedOpenSslEngine openSsl && readsNoFurther(openSsl)) {
            ctx.close();
        }
    }

    /** On the event loop, which alone ends an engine: its pointer is good as long as it is not zero. */
    private static boolean readsNoFurther(ReferenceCountedOpenSslEngine engine) {
        long pointer = engine.sslPointer();
        return pointer == 0 || (SSL.getShutdown(pointer) & SSL.SSL_RECEIVED_SHUTDOWN) != 0;
    }
}
