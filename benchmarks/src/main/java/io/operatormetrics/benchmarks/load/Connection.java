package io.operatormetrics.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.operatormetrics.benchmarks.BenchmarkFailure;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Locale;

/** One connection and the answer that is coming over it. Lives on the event loop alone. */
final class Connection extends SimpleChannelInboundHandler<HttpObject> {

    /** Called on the event loop. Not called again after a failure. */
    interface Listener {
        /** The handshake is done, as far as the client can see: in TLS 1.3 a refusal by the server may still come. */
        void onReady(Connection connection);

        /** A part of the body; not the listener's to keep. */
        default void onBody(ByteBuf part) {}

        void onAnswer(Connection connection, HttpResponse head, long bodyBytes);

        void onFailure(BenchmarkFailure failure);
    }

    private final Target target;
    private final Listener listener;
    private @Nullable Channel channel;
    private @Nullable HttpResponse head;
    private long bodyBytes;
    private boolean waiting = true;

    Connection(Target target, Listener listener) {
        this.target = target;
        this.listener = listener;
    }

    void send() {
        waiting = true;
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target.path());
        request.headers().set(HttpHeaderNames.HOST, "localhost");
        request.headers().set(HttpHeaderNames.ACCEPT, "text/plain;version=0.0.4");
        request.headers()
                .set(HttpHeaderNames.ACCEPT_ENCODING, target.encoding().name().toLowerCase(Locale.ROOT));
        var _ = channel().writeAndFlush(request);
    }

    void close() {
        waiting = false;
        var _ = channel().close();
    }

    /** The answer is not what was expected: closes and tells the listener. */
    void reject(String problem) {
        close();
        listener.onFailure(new BenchmarkFailure(target.server() + " " + target.path() + ": " + problem));
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                listener.onReady(this);
            } else {
                fail(handshake.cause());
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpResponse response) {
            head = response;
            bodyBytes = 0;
        }
        if (part instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
            listener.onBody(content.content());
        }
        if (part instanceof LastHttpContent && head != null) {
            waiting = false;
            listener.onAnswer(this, head, bodyBytes);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new IOException("it closed the connection before the end of its answer"));
    }

    private void fail(Throwable cause) {
        if (!waiting) {
            return;
        }
        close();
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        listener.onFailure(new BenchmarkFailure(target.server() + " " + target.path() + ": " + reason, cause));
    }
}
