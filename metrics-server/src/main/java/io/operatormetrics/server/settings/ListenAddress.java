package io.operatormetrics.server.settings;

/**
 * Where to listen.
 *
 * @param host an IP address without brackets, or {@code localhost}; {@code ::} is every address of both families
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {

    public ListenAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " (expected: 0-65535)");
        }
    }

    /** The same host with another port, for instance the one that 0 turned out to be. */
    public ListenAddress withPort(int other) {
        return new ListenAddress(host, other);
    }

    /** As in a URL: {@code [::]:8081}. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
