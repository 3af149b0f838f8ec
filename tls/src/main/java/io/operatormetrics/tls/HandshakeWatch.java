package io.operatormetrics.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Stands around the TLS handler of one connection until its handshake is over, and tells the listener once if it failed. A peer that
 * closes without having sent a byte (a TCP probe, a load balancer's check) attempted no handshake and is not counted; one that stays
 * silent until the time is over is.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HandshakeWatch.class);

    private final TlsListener listener;
    private final Consumer<SslHandler> onSuccess;
    private final ClientHelloFilter filter;
    private boolean failed;

    /** @param onSuccess called on the connection's event loop */
    HandshakeWatch(ClientHelloCheck check, TlsListener listener, Clock clock, Consumer<SslHandler> onSuccess) {
        this.listener = listener;
        this.onSuccess = onSuccess;
        this.filter = new ClientHelloFilter(check, this, clock);
    }

    void install(ChannelPipeline pipeline, SslHandler tls) {
        pipeline.addFirst(new EndOfTls(tls));
        pipeline.addFirst(this);
        pipeline.addFirst(tls);
        pipeline.addFirst(filter);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                ctx.pipeline().remove(this);
                onSuccess.accept(ctx.pipeline().get(SslHandler.class));
            } else if (!failed) {
                failed = true;
                report(ctx, completion.cause());
            }
        }
        super.userEventTriggered(ctx, event);
    }

    /** Once the handshake has failed the connection is closing, and nobody needs to hear of it a second time. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (failed) {
            log.debug("after the failed handshake with {}", ctx.channel().remoteAddress(), cause);
        } else {
            super.exceptionCaught(ctx, cause);
        }
    }

    /** The handshake has ended before the TLS implementation saw it. */
    void refused(ChannelHandlerContext ctx, HandshakeFailure reason, String why) {
        failed = true;
        log.debug("TLS handshake with {} refused: {}, {}", ctx.channel().remoteAddress(), reason.label(), why);
        listener.onHandshakeFailure(reason, ctx.channel().remoteAddress());
    }

    private void report(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ClosedChannelException && !filter.hasSeenBytes()) {
            log.debug("{} closed without a byte", ctx.channel().remoteAddress());
            return;
        }
        HandshakeFailure reason = HandshakeFailure.of(cause);
        log.debug("TLS handshake with {} failed: {}", ctx.channel().remoteAddress(), reason.label(), cause);
        listener.onHandshakeFailure(reason, ctx.channel().remoteAddress());
    }
}
