package io.operatormetrics.server.http;

import java.time.Duration;

/**
 * What one client may take from a server, so that it never takes it from another.
 *
 * @param maxConnections one more is closed as soon as it is accepted
 * @param maxHeadBytes request line and headers together
 * @param headerRead from the first byte of a request (of a fresh connection: from its start) to the end of its body, however the bytes
 *     trickle in
 * @param idle between a response and the first byte of the next request
 * @param writeStall in which a client has to take one piece (64 KiB at most) of a response
 * @param drain how long running requests have when the server closes
 */
public record ServerLimits(
        int maxConnections, int maxHeadBytes, Duration headerRead, Duration idle, Duration writeStall, Duration drain) {

    public static final ServerLimits STANDARD = new ServerLimits(
            512,
            16 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(90),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));
}
