package io.operatormetrics.tls;

/** Told what happens to TLS; called on the thread where it happens, so it must be quick and must not throw. */
public interface TlsListener {

    /** After each attempt to publish a set that differs from the last one looked at. */
    void onReload(ReloadOutcome outcome);

    /** A handshake ended without a connection. */
    void onHandshakeFailure(HandshakeFailure reason);
}
