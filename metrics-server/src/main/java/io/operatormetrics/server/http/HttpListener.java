package io.operatormetrics.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Listens on one address and answers by one router. A few event loops move bytes and never compute, so however many clients dawdle,
 * the others are served.
 */
public final class HttpListener implements AutoCloseable {

    private static final int MAX_EVENT_LOOPS = 4;
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final String name;
    private final ListenAddress wanted;
    private final ServerLimits limits;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ConnectionSetup setup;
    private @Nullable EventLoopGroup eventLoops;
    private volatile @Nullable Channel server;

    /**
     * Opens nothing.
     *
     * @param name of its threads
     * @param clock of the Date in each answer
     */
    public HttpListener(
            String name, ListenAddress address, Transport transport, ServerLimits limits, Router router, Clock clock) {
        this.name = name;
        this.wanted = address;
        this.limits = limits;
        this.setup = new ConnectionSetup(transport, limits, router, clock, connections);
    }

    /** Once. Throws BindException, naming the address, when it cannot be bound. */
    public synchronized void start() throws IOException {
        if (eventLoops != null) {
            throw new IllegalStateException("started already");
        }
        InetSocketAddress address = wanted.resolve();
        int threads = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        eventLoops = loops;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channelFactory(
                        () -> new NioServerSocketChannel(SelectorProvider.provider(), ListenAddress.family(address)))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(setup)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop(loops);
            BindException clearer = new BindException(
                    "cannot listen on " + wanted + ": " + bound.cause().getMessage());
            clearer.initCause(bound.cause());
            throw clearer;
        }
        server = bound.channel();
    }

    /** Where it listens; the real port where 0 was asked for. Only between {@link #start()} and {@link #close()}. */
    public InetSocketAddress address() {
        Channel bound = server;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return (InetSocketAddress) bound.localAddress();
    }

    public int openConnections() {
        return setup.openConnections();
    }

    /** Stops accepting and closes idle connections; requests that run may finish for as long as the limits say. Blocks until done. */
    @Override
    public synchronized void close() {
        EventLoopGroup loops = eventLoops;
        Channel bound = server;
        if (loops == null || bound == null) {
            return;
        }
        server = null;
        setup.close();
        bound.close().awaitUninterruptibly();
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(RequestHandler.Drain.BEGIN));
        connections.newCloseFuture().awaitUninterruptibly(limits.drain().toMillis());
        connections.close().awaitUninterruptibly(LAST_CALL.toMillis());
        stop(loops);
    }

    private static void stop(EventLoopGroup loops) {
        loops.shutdownGracefully(0, LAST_CALL.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
