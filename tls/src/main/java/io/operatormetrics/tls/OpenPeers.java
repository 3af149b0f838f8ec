package io.operatormetrics.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The open connections of clients whose certificate was verified. Each is judged again whenever the trust changes and when a certificate
 * behind it expires, so that a connection lives no longer than the trust that opened it. Thread-safe.
 */
final class OpenPeers {
    private static final Logger log = LoggerFactory.getLogger(OpenPeers.class);

    /** For an answer that has begun; with the time that judging takes, a refused connection ends within five seconds. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(4);

    private final Clock clock;
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ClientVerifier verifier;

    OpenPeers(Clock clock) {
        this.clock = clock;
    }

    /** What is trusted from now on; to be called before new connections are verified by it. */
    void trust(ClientVerifier next) {
        verifier = next;
    }

    /** Judges every open connection by what is trusted, in the caller's thread: a fraction of a millisecond each. */
    void judgeAll() {
        ClientVerifier current = verifier;
        if (current != null) {
            Instant now = now();
            peers.forEach(peer -> judge(peer, current, now));
        }
    }

    /** Judges the connections behind which a certificate has ended. */
    void judgeEnded() {
        ClientVerifier current = verifier;
        Instant now = now();
        for (Peer peer : peers) {
            if (current != null && now.isAfter(peer.end)) {
                judge(peer, current, now);
            }
        }
    }

    /** The earliest end of a certificate behind an open connection; {@link Instant#MAX} when there is none. */
    Instant earliestEnd() {
        return peers.stream().map(peer -> peer.end).min(Instant::compareTo).orElse(Instant.MAX);
    }

    /**
     * After a handshake in which this chain was accepted.
     *
     * @param acceptedBy what verified it, which may be out of date by now
     * @param begun before it was verified: a certificate may have ended since
     * @return when the first certificate behind the connection ends
     */
    Instant add(Channel channel, X509Certificate[] chain, ClientVerifier acceptedBy, Instant begun) {
        Peer peer = new Peer(channel, chain);
        peer.end = acceptedBy.firstEndAfter(begun, chain);
        peers.add(peer);
        channel.closeFuture().addListener(closed -> peers.remove(peer));
        ClientVerifier current = verifier;
        if (current != null && current != acceptedBy) {
            judge(peer, current, now());
        }
        return peer.end;
    }

    /** In milliseconds, as certificates are verified: an end that has passed by less is still to come. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** @param now before it is verified, so that no end falls between */
    private void judge(Peer peer, ClientVerifier by, Instant now) {
        try {
            by.verify(peer.chain);
            peer.end = by.firstEndAfter(now, peer.chain);
        } catch (ClientRejectedException refusal) {
            if (peers.remove(peer)) {
                end(peer.channel, refusal);
            }
        }
    }

    private static void end(Channel channel, ClientRejectedException refusal) {
        PeerRefused reason = refusal.rejection() == ClientRejection.EXPIRED
                ? PeerRefused.CERTIFICATE_EXPIRED
                : PeerRefused.TRUST_CHANGED;
        log.info("closing the connection of {}: {}", channel.remoteAddress(), refusal.getMessage());
        channel.pipeline().fireUserEventTriggered(reason);
        channel.eventLoop().schedule(() -> closePastTls(channel), LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** TLS would wait for its farewell to be taken by a client that may take nothing. */
    private static void closePastTls(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        var unused = first == null ? channel.close() : first.close();
    }

    /** Compared by identity. */
    private static final class Peer {
        private final Channel channel;
        private final X509Certificate[] chain;
        private volatile Instant end = Instant.MAX;

        Peer(Channel channel, X509Certificate[] chain) {
            this.channel = channel;
            this.chain = chain;
        }
    }
}
