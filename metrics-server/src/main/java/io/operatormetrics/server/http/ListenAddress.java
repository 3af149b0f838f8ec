package io.operatormetrics.server.http;

import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.NetUtil;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;

/**
 * Where to listen. {@code ::} means every address of IPv4 and IPv6; {@code 0.0.0.0} means IPv4 only, although Java by itself would make
 * it both.
 *
 * @param host an address, IPv6 with or without brackets, or a name that resolves to one
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {

    public ListenAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " (expected: 0-65535)");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
    }

    /** {@code [::1]:8081}. */
    public static String text(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The address to bind. May block for a name to be resolved. */
    InetSocketAddress resolve() throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            BindException clearer = new BindException("cannot listen on " + this + ": not an address of this host");
            clearer.initCause(unknown);
            throw clearer;
        }
        // On a machine without IPv6 all addresses there are belong to IPv4.
        boolean everywhere = address.isAnyLocalAddress() && !(address instanceof Inet4Address);
        return new InetSocketAddress(everywhere && !ipv6Available() ? InetAddress.getByName("0.0.0.0") : address, port);
    }

    static SocketProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    private static boolean ipv6Available() throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            return probe.isOpen();
        } catch (UnsupportedOperationException noIpv6) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
