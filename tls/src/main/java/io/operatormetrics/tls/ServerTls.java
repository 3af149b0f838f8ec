package io.operatormetrics.tls;

import io.netty.channel.Channel;

import java.time.Clock;
import java.util.Optional;

/**
 * The server's side of TLS with material that comes and goes: takes up what its source offers once it is proved good, keeps the last
 * good set otherwise, and refuses every connection as long as there has been none.
 */
public final class ServerTls implements AutoCloseable {

    /** Nothing is read before {@link #start()}. The source is closed with this object. */
    public ServerTls(TlsPolicy policy, TlsMaterialSource source, TlsListener listener, Clock clock) {
        throw new UnsupportedOperationException("not there yet");
    }

    /** Loads what the policy needs and starts the source. Throws IllegalStateException when the TLS implementation cannot be loaded. */
    public void start() {}

    /** What is served now; empty until a valid set was published. */
    public Optional<ServedTls> served() {
        return Optional.empty();
    }

    /** What is the matter for people: missing or rejected material; empty when all is well. */
    public Optional<String> problem() {
        return Optional.empty();
    }

    /** Puts TLS first into a new connection's pipeline, or closes the connection when nothing valid is there to serve. */
    public void secure(Channel channel) {}

    @Override
    public void close() {}
}
