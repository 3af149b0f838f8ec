package io.operatormetrics.benchmarks.load;

import java.net.InetSocketAddress;

/**
 * What is asked, and of whom.
 *
 * @param server named in error messages
 * @param path with its query: {@code /metrics?name[]=up}
 */
public record Target(String server, InetSocketAddress address, String path, Encoding encoding) {

    /** What the client says it accepts. */
    public enum Encoding {
        IDENTITY,
        GZIP
    }
}
