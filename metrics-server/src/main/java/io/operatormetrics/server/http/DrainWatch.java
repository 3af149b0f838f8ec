package io.operatormetrics.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

import java.util.concurrent.TimeUnit;

/**
 * While the server waits for its last answers: closes the connection of a client that has taken nothing for two seconds. On the connection's
 * event loop.
 */
final class DrainWatch {

    private static final long LOOK_MILLIS = 250;
    private static final int STILL_LOOKS = 8;

    private final ChannelHandlerContext ctx;
    private final Runnable onStall;
    private long taken = -1;
    private long pending = -1;
    private int still;

    /** @param onStall called before the connection is closed */
    DrainWatch(ChannelHandlerContext ctx, Runnable onStall) {
        this.ctx = ctx;
        this.onStall = onStall;
    }

    void start() {
        ctx.executor().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        if (out == null) {
            // It is closed.
            return;
        }
        // Of an answer that is not rendered yet nothing can be taken.
        boolean moves = out.isEmpty() || out.currentProgress() != taken || out.totalPendingWriteBytes() != pending;
        taken = out.currentProgress();
        pending = out.totalPendingWriteBytes();
        still = moves ? 0 : still + 1;
        if (still < STILL_LOOKS) {
            start();
            return;
        }
        onStall.run();
        // Past TLS, which would wait for its farewell to be taken.
        ctx.pipeline().firstContext().close();
    }
}
