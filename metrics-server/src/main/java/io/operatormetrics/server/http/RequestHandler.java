package io.operatormetrics.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.operatormetrics.tls.PeerRefused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One connection's requests, one after the other: the next is looked at only once the answer to the last is written, so pipelined requests
 * get their answers in order. All methods run on the connection's event loop.
 */
final class RequestHandler extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

    /** Sent to a connection when the server closes: finish the running request, accept no other. */
    enum Drain {
        BEGIN
    }

    /** Where a connection stands. */
    private enum State {
        /** For a request, or for the rest of one. */
        WAITING,
        ANSWERING,
        /** The last answer is out; what the client still sends is thrown away until it closes. */
        DISCARDING
    }

    /**
     * How long a client that was turned away may go on sending. Closing at once would make the kernel reset the connection, and the answer
     * would be lost on its way.
     */
    private static final long LINGER_MILLIS = 1_000;

    private final RequestReader reader;
    private final RequestDeadline deadline;
    private final Router router;
    private final ResponseHeads heads;
    private State state = State.WAITING;
    private boolean draining;
    private boolean inputOver;
    private @Nullable AnswerWriter writing;

    RequestHandler(RequestReader reader, RequestDeadline deadline, Router router, ResponseHeads heads) {
        this.reader = reader;
        this.deadline = deadline;
        this.router = router;
        this.heads = heads;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.DISCARDING || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            return;
        }
        reader.add(part);
        if (state == State.ANSWERING) {
            // No more bytes until this one's turn; what was read before can still bring some.
            ctx.channel().config().setAutoRead(false);
        } else {
            takeNext(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // When there is no room any longer this comes out of the midst of a write.
        if (writing != null && ctx.channel().isWritable()) {
            writing.resume();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (writing != null) {
            writing.abandon();
        }
        reader.clear();
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGIN) {
            drain(ctx);
        } else if (event instanceof ChannelInputShutdownEvent) {
            endInput(ctx);
        } else if (event instanceof PeerRefused refused) {
            router.connectionClosed(CloseReason.of(refused));
            drain(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Finishes the answer that has begun, and takes no other request. */
    private void drain(ChannelHandlerContext ctx) {
        draining = true;
        if (state == State.ANSWERING) {
            new DrainWatch(ctx, () -> router.connectionClosed(CloseReason.STALLED)).start();
        } else {
            close(ctx);
        }
    }

    /** The client sends no more; what it has asked is answered still. */
    private void endInput(ChannelHandlerContext ctx) {
        inputOver = true;
        if (state == State.WAITING) {
            close(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Broken connections, failed handshakes and clients that stall are the network's daily life; anything else is a
        // defect of ours.
        if (cause instanceof IOException
                || cause instanceof DecoderException
                || cause instanceof WriteTimeoutException) {
            log.debug("closing connection of {}: {}", ctx.channel().remoteAddress(), cause.toString());
        } else {
            log.warn("closing connection of {}", ctx.channel().remoteAddress(), cause);
        }
        if (cause instanceof WriteTimeoutException) {
            router.connectionClosed(CloseReason.STALLED);
            // Past TLS, which would wait for its farewell to be taken by a client that takes nothing.
            ctx.pipeline().firstContext().close();
        } else {
            close(ctx);
        }
    }

    private void takeNext(ChannelHandlerContext ctx) {
        while (state == State.WAITING) {
            switch (reader.next()) {
                case RequestReader.Progress.Complete complete -> answer(ctx, complete.request());
                case RequestReader.Progress.Refused refused ->
                    write(ctx, begin(refused.request()), refused.answer(), After.DISCARD);
                case RequestReader.Progress.ContinueExpected unused -> {
                    ctx.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
                }
                case RequestReader.Progress.Incomplete unused
                when inputOver -> {
                    close(ctx);
                    return;
                }
                case RequestReader.Progress.Incomplete unused -> {
                    ctx.channel().config().setAutoRead(true);
                    return;
                }
            }
        }
    }

    private AccessLog.Exchange begin(HttpRequest request) {
        state = State.ANSWERING;
        deadline.requestRead();
        return new AccessLog.Exchange(request, System.nanoTime());
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest request) {
        AccessLog.Exchange exchange = begin(request);
        if (RequestCheck.namesNoResource(request)) {
            write(ctx, exchange, FullResponse.methodNotAllowed(), afterwards(request));
            return;
        }
        RequestHead query;
        try {
            query = RequestHead.of(ctx.channel().remoteAddress(), request);
        } catch (IllegalArgumentException badlyEncoded) {
            write(ctx, exchange, RequestCheck.badRequest(), After.DISCARD);
            return;
        }
        router.answer(query)
                .whenComplete((answer, failure) -> ctx.executor()
                        .execute(() -> write(ctx, exchange, orFailure(answer, failure), afterwards(request))));
    }

    private After afterwards(HttpRequest request) {
        return deadline.allowsAnother() && HttpUtil.isKeepAlive(request) ? After.KEEP : After.CLOSE;
    }

    private static FullResponse orFailure(@Nullable FullResponse answer, @Nullable Throwable failure) {
        if (answer != null) {
            return answer;
        }
        log.error("request failed", failure);
        return FullResponse.lines(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
    }

    private void write(ChannelHandlerContext ctx, AccessLog.Exchange exchange, FullResponse answer, After wish) {
        After after = draining && wish == After.KEEP ? After.CLOSE : wish;
        HttpResponse response = heads.of(exchange.request(), answer, after == After.KEEP);
        boolean bodiless = exchange.request().method().equals(HttpMethod.HEAD);
        AnswerWriter writer = new AnswerWriter(
                ctx, bodiless ? new BodyPieces(0, List.of()) : new BodyPieces(answer.length(), answer.body()));
        writing = writer;
        writer.begin(response).addListener(done -> {
            writing = null;
            AccessLog.log(ctx.channel(), exchange, answer, done.isSuccess());
            finish(ctx, done.isSuccess() ? after : After.CLOSE);
        });
    }

    private void finish(ChannelHandlerContext ctx, After after) {
        switch (draining && after == After.KEEP ? After.CLOSE : after) {
            case KEEP -> {
                state = State.WAITING;
                deadline.answered(ctx);
                takeNext(ctx);
            }
            case CLOSE -> close(ctx);
            case DISCARD -> discard(ctx);
        }
    }

    private void discard(ChannelHandlerContext ctx) {
        state = State.DISCARDING;
        reader.clear();
        ctx.executor().schedule(() -> close(ctx), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        ctx.channel().config().setAutoRead(true);
        if (ctx.channel() instanceof DuplexChannel plain && ctx.pipeline().get(SslHandler.class) == null) {
            plain.shutdownOutput();
        }
    }

    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    /** What becomes of the connection once an answer is written. */
    private enum After {
        KEEP,
        CLOSE,
        DISCARD
    }
}
