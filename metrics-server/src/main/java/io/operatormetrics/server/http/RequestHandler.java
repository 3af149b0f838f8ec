package io.operatormetrics.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One connection's requests, one after the other: the next is looked at only once the answer to the last is written, so pipelined requests
 * get their answers in order. All methods run on the connection's event loop.
 */
final class RequestHandler extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

    /** Told to a connection when the server closes: finish the request that runs, take no other. */
    enum Drain {
        BEGIN
    }

    /** Where a connection stands. */
    private enum State {
        /** For a request. */
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

    private final RequestCheck check;
    private final RequestDeadline deadline;
    private final HttpEndpoint endpoint;
    private final Queue<HttpRequest> pipelined = new ArrayDeque<>();
    private State state = State.WAITING;
    private boolean draining;
    private @Nullable AnswerWriter writing;

    RequestHandler(RequestCheck check, RequestDeadline deadline, HttpEndpoint endpoint) {
        this.check = check;
        this.deadline = deadline;
        this.endpoint = endpoint;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            // Whatever is not a request's head belongs to a body, and nobody here wants one.
            if (message instanceof HttpRequest request) {
                receive(ctx, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
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
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGIN) {
            drain(ctx);
        } else if (event instanceof PeerRefused refused) {
            endpoint.connectionClosed(CloseReason.of(refused));
            drain(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Finishes the answer that has begun, and takes no other request. */
    private void drain(ChannelHandlerContext ctx) {
        draining = true;
        if (state != State.ANSWERING) {
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
            endpoint.connectionClosed(CloseReason.STALLED);
            // Past TLS, which would wait for its farewell to be taken by a client that takes nothing.
            var _ = ctx.pipeline().firstContext().close();
        } else {
            close(ctx);
        }
    }

    private void receive(ChannelHandlerContext ctx, HttpRequest request) {
        switch (state) {
            case WAITING -> take(ctx, request);
            case ANSWERING -> {
                // No more bytes until this one's turn; what was read before can still bring some.
                ctx.channel().config().setAutoRead(false);
                pipelined.add(request);
            }
            case DISCARDING -> {}
        }
    }

    private void take(ChannelHandlerContext ctx, HttpRequest request) {
        state = State.ANSWERING;
        deadline.headRead();
        AccessLog.Exchange exchange = new AccessLog.Exchange(request, System.nanoTime());
        Optional<HttpAnswer> refusal = check.refusal(request);
        if (refusal.isPresent()) {
            write(ctx, exchange, refusal.get(), After.DISCARD);
            return;
        }
        HttpQuery query;
        try {
            query = HttpQuery.of(ctx.channel().remoteAddress(), request);
        } catch (IllegalArgumentException badlyEncoded) {
            write(ctx, exchange, HttpAnswer.lines(HttpResponseStatus.BAD_REQUEST, "bad request"), After.DISCARD);
            return;
        }
        var _ = endpoint.answer(query)
                .whenComplete((answer, failure) -> ctx.executor()
                        .execute(() -> write(ctx, exchange, orFailure(answer, failure), afterwards(request))));
    }

    /** HTTP/1.0 is closed even where it asks for more: nobody who scrapes speaks it any longer. */
    private static After afterwards(HttpRequest request) {
        if (RequestCheck.hasBody(request)) {
            return After.DISCARD;
        }
        boolean keep = request.protocolVersion().equals(HttpVersion.HTTP_1_1) && HttpUtil.isKeepAlive(request);
        return keep ? After.KEEP : After.CLOSE;
    }

    private static HttpAnswer orFailure(@Nullable HttpAnswer answer, @Nullable Throwable failure) {
        if (answer != null) {
            return answer;
        }
        log.error("request failed", failure);
        return HttpAnswer.lines(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
    }

    private void write(ChannelHandlerContext ctx, AccessLog.Exchange exchange, HttpAnswer answer, After wish) {
        After after = draining && wish == After.KEEP ? After.CLOSE : wish;
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
        answer.headers().forEach(response.headers()::set);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        response.headers().set("X-Content-Type-Options", "nosniff");
        if (after != After.KEEP) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        boolean bodiless = exchange.request().method().equals(HttpMethod.HEAD);
        AnswerWriter writer = new AnswerWriter(ctx, new BodyPieces(bodiless ? List.of() : answer.body()));
        writing = writer;
        var _ = writer.begin(response).addListener(done -> {
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

    private void takeNext(ChannelHandlerContext ctx) {
        HttpRequest next = pipelined.poll();
        if (next != null) {
            take(ctx, next);
        } else {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void discard(ChannelHandlerContext ctx) {
        state = State.DISCARDING;
        var _ = ctx.executor().schedule(() -> close(ctx), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        ctx.channel().config().setAutoRead(true);
        if (ctx.channel() instanceof DuplexChannel plain && ctx.pipeline().get(SslHandler.class) == null) {
            var _ = plain.shutdownOutput();
        }
    }

    private static void close(ChannelHandlerContext ctx) {
        var _ = ctx.close();
    }

    /** What becomes of the connection once an answer is written. */
    private enum After {
        KEEP,
        CLOSE,
        DISCARD
    }
}
