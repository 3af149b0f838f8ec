package io.operatormetrics.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;

import java.nio.channels.ClosedChannelException;

/**
 * Writes one answer as fast as its client takes it, and no faster: the next piece is made when the connection has room for it. All methods run on
 * the connection's event loop.
 */
final class AnswerWriter {

    private final ChannelHandlerContext ctx;
    private final BodyPieces body;
    private final ChannelPromise written;
    private boolean lastWritten;

    AnswerWriter(ChannelHandlerContext ctx, BodyPieces body) {
        this.ctx = ctx;
        this.body = body;
        this.written = ctx.newPromise();
    }

    /** Done when the last byte has gone out, or when one cannot. */
    ChannelFuture begin(HttpResponse head) {
        write(head);
        resume();
        return written;
    }

    /** Goes on as far as there is room; not to be called in the midst of a write. */
    void resume() {
        while (!lastWritten && !written.isDone() && ctx.channel().isWritable()) {
            ByteBuf piece = body.next(ctx.alloc());
            // Before it is written: that may lead back to here.
            lastWritten = body.isEmpty();
            write(lastWritten ? new DefaultLastHttpContent(piece) : new DefaultHttpContent(piece));
        }
        ctx.flush();
    }

    /** The connection is closed. */
    void abandon() {
        written.tryFailure(new ClosedChannelException());
    }

    private void write(Object message) {
        boolean last = lastWritten;
        ctx.write(message).addListener(done -> {
            if (!done.isSuccess()) {
                written.tryFailure(done.cause());
            } else if (last) {
                written.trySuccess();
            }
        });
    }
}
