package io.operatormetrics.it.harness;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * An address of this host that is not loopback: our program does not count a scrape from there, since that is itself or somebody on its node.
 * What is sent from this address to one on loopback, or to itself, never leaves the host.
 */
public final class HostAddress {

    private HostAddress() {}

    /** The first one; a machine without any network needs one, for instance by {@code ip address add 192.0.2.1/32 dev lo}. */
    public static InetAddress find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            "this host has no address but loopback; ip address add 192.0.2.1/32 dev lo gives it one"));
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }
}
