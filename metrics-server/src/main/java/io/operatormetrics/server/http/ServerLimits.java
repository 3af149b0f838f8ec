package io.operatormetrics.server.http;

import java.time.Duration;

/**
 * What one client may take from a server, so that it never takes it from another.
 *
 * @param maxConnections when there are so many, one gives way to the next ({@link ConnectionBudgets})
 * @param maxUnproved of these, whose client has proved nothing: it has not shown a certificate that is verified or, where none is, not sent
 *     a request
 * @param maxHeadBytes request line and headers together
 * @param headerRead from the first byte of a request (of a fresh connection: from its start) to the end of its body, however the bytes
 *     trickle in
 * @param idle between a response and the first byte of the next request; when zero, a connection ends with its first response
 * @param writeStall in which a client has to take one piece (64 KiB at most) of a response
 * @param drain how long running requests have when the server closes
 */
public record ServerLimits(
        int maxConnections,
        int maxUnproved,
        int maxHeadBytes,
        Duration headerRead,
        Duration idle,
        Duration writeStall,
        Duration drain) {

    public static final ServerLimits STANDARD = new ServerLimits(
            512,
            128,
            16 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(90),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));

    /** For the probes of a kubelet, which makes a new connection for each and waits a second or few. */
    public static final ServerLimits PROBES = new ServerLimits(
            512, 128, 16 * 1024, Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(10));
}
