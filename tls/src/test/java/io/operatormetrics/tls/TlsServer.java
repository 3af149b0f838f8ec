package io.operatormetrics.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link ServerTls} behind a real socket that answers whatever arrives with {@value #ANSWER} and closes. */
final class TlsServer implements AutoCloseable {
    static final String ANSWER = "these are the metrics";
    static final Duration REFRESH = Duration.ofMillis(50);

    final ServerTls tls;
    final GivenSource source = new GivenSource();
    final List<HandshakeFailure> failures = new CopyOnWriteArrayList<>();
    final List<ReloadOutcome> reloads = new CopyOnWriteArrayList<>();

    /** Bytes that got past TLS. */
    final AtomicInteger received = new AtomicInteger();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening;

    TlsServer(TlsPolicy policy) {
        this(policy, Clock.systemUTC());
    }

    TlsServer(TlsPolicy policy, Clock clock) {
        tls = new ServerTls(policy, source, new Recorder(), clock, REFRESH);
        tls.start();
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answer());
                        tls.secure(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        tls.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Recorder implements TlsListener {
        @Override
        public void onReload(ReloadOutcome outcome) {
            reloads.add(outcome);
        }

        @Override
        public void onHandshakeFailure(HandshakeFailure reason, SocketAddress client) {
            failures.add(reason);
        }
    }

    private final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf request) {
            received.addAndGet(request.readableBytes());
            ctx.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
