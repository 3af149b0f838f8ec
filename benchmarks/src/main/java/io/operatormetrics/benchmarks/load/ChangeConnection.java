package io.operatormetrics.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Orders to change a series, a byte each, and the answers, which come in their order. Lives on the event loop alone. */
final class ChangeConnection {

    private final InetSocketAddress control;
    private final Consumer<BenchmarkFailure> onFailure;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final ChannelFuture connected;
    private boolean over;

    private ChangeConnection(EventLoop loop, InetSocketAddress control, Consumer<BenchmarkFailure> onFailure) {
        this.control = control;
        this.onFailure = onFailure;
        this.connected = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new Answers())
                .connect(control);
    }

    /** Connects; orders may be given at once. */
    static ChangeConnection open(EventLoop loop, InetSocketAddress control, Consumer<BenchmarkFailure> onFailure) {
        ChangeConnection connection = new ChangeConnection(loop, control, onFailure);
        connection.connected.addListener(connecting -> {
            if (!connecting.isSuccess()) {
                connection.fail("cannot connect: " + connecting.cause());
            }
        });
        return connection;
    }

    /** Orders one change, and runs what is given once it is made. */
    void change(Runnable made) {
        waiting.add(made);
        connected.addListener(_ -> {
            var _ = connected.channel().writeAndFlush(Unpooled.buffer(1).writeByte('c'));
        });
    }

    void close() {
        over = true;
        var _ = connected.channel().close();
    }

    private void fail(String problem) {
        if (!over) {
            close();
            onFailure.accept(new BenchmarkFailure("the orders to change series, to " + control + ": " + problem));
        }
    }

    private final class Answers extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf answers) {
            for (int i = answers.readableBytes(); i > 0 && !over; i--) {
                waiting.remove().run();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause.toString());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail("it closed the connection");
        }
    }
}
