package io.operatormetrics.operator;

import io.operatormetrics.tls.HandshakeFailure;
import io.operatormetrics.tls.ReloadOutcome;
import io.operatormetrics.tls.TlsListener;

import java.net.SocketAddress;
import java.util.List;

/** Tells several what happens to TLS. */
record TlsListeners(List<TlsListener> all) implements TlsListener {

    TlsListeners {
        all = List.copyOf(all);
    }

    @Override
    public void onReload(ReloadOutcome outcome) {
        all.forEach(listener -> listener.onReload(outcome));
    }

    @Override
    public void onHandshakeFailure(HandshakeFailure reason, SocketAddress client) {
        all.forEach(listener -> listener.onHandshakeFailure(reason, client));
    }
}
