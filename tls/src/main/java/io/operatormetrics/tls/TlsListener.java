package io.operatormetrics.tls;

import java.net.SocketAddress;

/** Receives events of TLS, on the thread where they happen, so it must be quick and must not throw. */
public interface TlsListener {

    /**
     * After each attempt to publish a set: when it differs from the last one looked at, when its time may have come, and about once a
     * minute while it is bad or incomplete; and once, as rejected, when the set that is served expires.
     */
    void onReload(ReloadOutcome outcome);

    /**
     * A connection ended without a handshake: refused, broken off, not TLS at all, or closed since nothing is there to serve. Not called
     * for a peer that closes without having sent a byte, as a TCP probe does.
     *
     * @param client where the connection came from
     */
    void onHandshakeFailure(HandshakeFailure reason, SocketAddress client);
}
