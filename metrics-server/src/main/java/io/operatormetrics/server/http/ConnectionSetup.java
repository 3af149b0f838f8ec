package io.operatormetrics.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.WriteTimeoutHandler;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Lines up the handlers of a new connection; bytes come in from the top. */
final class ConnectionSetup extends ChannelInitializer<Channel> {

    private final Transport transport;
    private final ServerLimits limits;
    private final Router router;
    private final ConnectionBudgets budgets;
    private final ChannelGroup connections;
    private final ResponseHeads heads;
    private volatile boolean closed;

    ConnectionSetup(Transport transport, ServerLimits limits, Router router, Clock clock, ChannelGroup connections) {
        this.transport = transport;
        this.limits = limits;
        this.router = router;
        this.budgets = new ConnectionBudgets(limits.maxConnections(), limits.maxUnproved());
        this.heads = new ResponseHeads(clock);
        this.connections = connections;
    }

    /** Connections that were accepted already and come here only now are closed. */
    void close() {
        closed = true;
    }

    int openConnections() {
        return budgets.open();
    }

    @Override
    protected void initChannel(Channel connection) {
        // In this order: closing the server sets the flag first, then walks the group.
        connections.add(connection);
        if (closed || !transport.secure(connection)) {
            connection.close();
            return;
        }
        if (transport instanceof Transport.Plain) {
            // A client may end its side once it has asked; TLS ends with either side.
            connection.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        OpenConnection open = budgets.admit(connection, () -> router.connectionClosed(CloseReason.BUDGET));
        RequestDeadline deadline = new RequestDeadline(limits, router, open, transport.provesClients());
        ChannelPipeline pipeline = connection.pipeline();
        pipeline.addLast(new WriteTimeoutHandler(limits.writeStall().toNanos(), TimeUnit.NANOSECONDS));
        pipeline.addLast(deadline);
        pipeline.addLast(new StrictRequestDecoder(limits.maxHeadBytes()));
        pipeline.addLast(new HttpResponseEncoder());
        RequestReader reader = new RequestReader(new RequestCheck(limits.maxHeadBytes()));
        pipeline.addLast(new RequestHandler(reader, deadline, router, heads));
    }
}
