package io.operatormetrics.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client does not get a request out in time. The time for a request, with its body, runs from its first byte to its
 * last, so that sending it byte by byte gains nothing; on a fresh connection it runs from the start.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(RequestDeadline.class);

    private final ServerLimits limits;
    private final Router router;
    private final OpenConnection connection;
    private final boolean handshakeProves;
    private boolean idle;
    private boolean begun;
    private @Nullable Future<?> timer;

    /** @param handshakeProves whether a client that has shaken hands is a verified one */
    RequestDeadline(ServerLimits limits, Router router, OpenConnection connection, boolean handshakeProves) {
        this.limits = limits;
        this.router = router;
        this.connection = connection;
        this.handshakeProves = handshakeProves;
    }

    /** Whether a connection takes another request after its first. */
    boolean allowsAnother() {
        return !limits.idle().isZero();
    }

    /** A request is there, with its body: the client has done its part. */
    void requestRead() {
        stop();
        connection.requestRead();
    }

    /** A response is out: the next request may take its time to begin. */
    void answered(ChannelHandlerContext ctx) {
        idle = true;
        begun = false;
        connection.answered();
        restart(ctx, limits.idle(), "idle");
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        restart(ctx, limits.headerRead(), "no request in time");
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            if (handshakeProves) {
                connection.proved();
            }
            restart(ctx, limits.headerRead(), "no request in time");
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        begun = true;
        if (idle) {
            idle = false;
            restart(ctx, limits.headerRead(), "request not complete in time");
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    private void restart(ChannelHandlerContext ctx, Duration after, String reason) {
        stop();
        timer = ctx.executor().schedule(() -> expire(ctx, reason), after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void expire(ChannelHandlerContext ctx, String reason) {
        router.connectionClosed(begun ? CloseReason.STALLED : CloseReason.IDLE);
        log.debug("closing connection of {}: {}", ctx.channel().remoteAddress(), reason);
        ctx.close();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
