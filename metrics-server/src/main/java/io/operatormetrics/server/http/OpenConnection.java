package io.operatormetrics.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One connection in its budget. Compared by identity. */
final class OpenConnection {

    private static final int PREFIX_BYTES = 8;

    private final Channel channel;
    private final ConnectionBudgets budgets;
    private final Runnable onGivingWay;
    private final Object source;

    OpenConnection(Channel channel, ConnectionBudgets budgets, Runnable onGivingWay) {
        this.channel = channel;
        this.budgets = budgets;
        this.onGivingWay = onGivingWay;
        this.source = channel.remoteAddress() instanceof InetSocketAddress remote ? network(remote.getAddress()) : "";
    }

    /** Its client is who it says it is, and has asked for nothing yet. */
    void proved() {
        budgets.move(this, ConnectionBudgets.Standing.IDLE);
    }

    void requestRead() {
        budgets.move(this, ConnectionBudgets.Standing.ANSWERED);
    }

    void answered() {
        budgets.move(this, ConnectionBudgets.Standing.IDLE);
    }

    /** Who has such an address is one client among others: for IPv6 the network of 64 bits that one machine can have for itself. */
    Object source() {
        return source;
    }

    private static Object network(InetAddress address) {
        return address instanceof Inet6Address ? ByteBuffer.wrap(address.getAddress(), 0, PREFIX_BYTES) : address;
    }

    /** At once, past TLS, which would wait for its farewell to be taken. */
    void giveWay() {
        channel.eventLoop().execute(() -> {
            onGivingWay.run();
            ChannelHandlerContext first = channel.pipeline().firstContext();
            var unused = first == null ? channel.close() : first.close();
        });
    }

    @Override
    public String toString() {
        return String.valueOf(channel.remoteAddress());
    }
}
