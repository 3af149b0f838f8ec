package io.operatormetrics.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks a server for as much as it gives, from one thread. No TLS session is ever resumed: the engines are made without the peer's
 * name, under which a session would be kept. Methods block; one load at a time.
 */
public final class LoadClient implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int READ_CHUNK = 64 * 1024;

    private final SslContext tls;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** Takes over the context and releases it at the end. */
    public LoadClient(SslContext tls) {
        this.tls = tls;
    }

    /** One answer over a connection of its own. */
    public Answer fetch(Target target) {
        Fetch fetch = new Fetch();
        open(target, fetch);
        return await(fetch.answer(), TIMEOUT);
    }

    /** Connections that are open and have each had one answer, of which the following ones must be like. */
    public KeepAliveLoad keepAlive(Target target, ExpectedAnswer expected, int connections) {
        return keepAlive(target, expected, connections, Changes.none());
    }

    /** The same, while series change. */
    public KeepAliveLoad keepAlive(Target target, ExpectedAnswer expected, int connections, Changes changes) {
        KeepAliveLoad load = new KeepAliveLoad(loop.next(), expected, connections, changes);
        for (int i = 0; i < connections; i++) {
            open(target, load);
        }
        try {
            await(load.opened(), TIMEOUT);
        } catch (BenchmarkFailure failure) {
            load.close();
            throw failure;
        }
        return load;
    }

    /** Has one series change; returns when it has. */
    public void change(InetSocketAddress control) {
        CompletableFuture<Boolean> made = new CompletableFuture<>();
        EventLoop one = loop.next();
        one.execute(() -> {
            Changes.Running changes = Changes.beforeEachScrape(control).begin(one, made::completeExceptionally);
            changes.before(() -> {
                changes.end();
                made.complete(true);
            });
        });
        await(made, TIMEOUT);
    }

    /** A new connection for each request: TCP, the full handshake, one answer, close. */
    public LoadResult newConnections(Target target, ExpectedAnswer expected, int workers, Duration duration) {
        NewConnectionsLoad load =
                new NewConnectionsLoad(listener -> open(target, listener), expected, workers, duration);
        return runOn(loop.next(), load::start, duration.plus(TIMEOUT));
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        ReferenceCountUtil.release(tls);
    }

    private void open(Target target, Connection.Listener listener) {
        Connection connection = new Connection(target, listener);
        var _ = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc()))
                                .addLast(new HttpClientCodec(4096, 8192, READ_CHUNK))
                                .addLast(connection);
                    }
                })
                .connect(target.address())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        String problem = target.server() + ": cannot connect: " + connected.cause();
                        listener.onFailure(new BenchmarkFailure(problem, connected.cause()));
                    }
                });
    }

    /** Starts the load on the event loop, to which all its state belongs, and waits for its end. */
    static LoadResult runOn(EventLoop loop, Supplier<CompletableFuture<LoadResult>> load, Duration timeout) {
        CompletableFuture<Boolean> start = new CompletableFuture<>();
        CompletableFuture<LoadResult> result = start.thenCompose(_ -> load.get());
        loop.execute(() -> start.complete(true));
        return await(result, timeout);
    }

    private static <T> T await(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BenchmarkFailure failure) {
                throw failure;
            }
            throw new BenchmarkFailure("the load client failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BenchmarkFailure("no answer within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }
}
