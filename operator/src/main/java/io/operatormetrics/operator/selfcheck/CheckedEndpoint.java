package io.operatormetrics.operator.selfcheck;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a self-check connects to.
 *
 * @param bound where the endpoint listens
 * @param names that clients may call it by: the Service's DNS names
 */
public record CheckedEndpoint(InetSocketAddress bound, List<String> names) {

    public CheckedEndpoint {
        names = List.copyOf(names);
    }

    /** A wildcard is an address to listen on, not one to connect to. */
    InetSocketAddress reachable() {
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }
}
