package io.operatormetrics.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ImmediateExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The server's side of TLS with material that comes and goes: takes up what its source offers once it is proved good, keeps the last
 * good set otherwise, and refuses every connection as long as there has been none. Open connections of clients that are not trusted any
 * longer are closed within five seconds ({@link PeerRefused}). A set that ends while it is served goes on being
 * served, since a scrape that some clients still accept is better than none.
 *
 * <p>The source is asked again every few seconds, so that what a watch missed, or what becomes valid by the passing of time, is found.
 * Thread-safe. What is served is one immutable value that a reload replaces whole; connections keep the keys that they began with.
 */
public final class ServerTls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration REFRESH = Duration.ofSeconds(3);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final TlsPolicy policy;
    private final TlsMaterialSource source;
    private final TlsListener listener;
    private final Clock clock;
    private final Duration refresh;
    private final OpenPeers peers;
    private final TlsReloader reload;
    private final @Nullable FileReads names;

    private volatile Executor handshakeTasks = ImmediateExecutor.INSTANCE;
    private @Nullable ScheduledExecutorService timer; // guarded by this

    /**
     * Nothing is read before {@link #start()}. The source is closed with this object. Throws IllegalArgumentException when the policy
     * names clients that it does not verify: such a list would keep nobody out.
     */
    public ServerTls(TlsPolicy policy, TlsMaterialSource source, TlsListener listener, Clock clock) {
        this(policy, source, listener, clock, REFRESH);
    }

    ServerTls(TlsPolicy policy, TlsMaterialSource source, TlsListener listener, Clock clock, Duration refresh) {
        if (!(policy.allowedNames() instanceof AllowedNames.Any)
                && policy.clientAuth() != ClientAuth.REQUIRE_AND_VERIFY) {
            throw new IllegalArgumentException("allowed names with %s (expected: %s)"
                    .formatted(policy.clientAuth().goName(), ClientAuth.REQUIRE_AND_VERIFY.goName()));
        }
        this.policy = policy;
        this.source = source;
        this.listener = listener;
        this.clock = clock;
        this.refresh = refresh;
        this.peers = new OpenPeers(clock);
        this.reload = new TlsReloader(policy, listener, peers, clock);
        this.names = policy.allowedNames() instanceof AllowedNames.FromFile(var file)
                ? new FileReads(List.of(file), ServerTls::readNames, read -> reload.offerNames(read.getFirst()))
                : null;
    }

    /** Loads what the policy needs and starts the source. Throws IllegalStateException when the TLS implementation cannot be loaded. */
    public void start() {
        reload.start();
        synchronized (this) {
            timer = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("tls-refresh").factory());
            if (policy.provider() == TlsProvider.JDK) {
                // A handshake of the JDK's takes milliseconds; on the event loop it would hold up everybody's scrape.
                handshakeTasks = Executors.newFixedThreadPool(
                        Runtime.getRuntime().availableProcessors(),
                        Thread.ofPlatform().daemon().name("tls-handshake-", 0).factory());
            }
            timer.scheduleWithFixedDelay(this::refresh, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (names != null) {
            names.refresh();
        }
        source.start(reload::offer);
    }

    private static TlsMaterial.Part readNames(Path file) {
        return TextFile.read(file, "the file of allowed names has to be mounted or written there");
    }

    /** What is served now; empty until a valid set was published. */
    public Optional<ServedTls> served() {
        return Optional.ofNullable(reload.published()).map(TlsReloader.Published::served);
    }

    /** Whether a client that has shaken hands has presented a certificate that was verified. */
    public boolean verifiesClients() {
        return policy.clientAuth() == ClientAuth.REQUIRE_AND_VERIFY;
    }

    /** Whether what the source offers is what is served; not while that is missing, bad or unreadable. */
    public boolean isCurrent() {
        return reload.isCurrent();
    }

    /** What is the matter for people: missing, rejected or expired material; empty when all is well. */
    public Optional<String> problem() {
        return reload.problem();
    }

    /** The same for anybody, as for a probe: {@code server key: missing}, one line each, without paths, names of objects or values. */
    public List<String> problemParts() {
        return reload.summaries();
    }

    /** Puts TLS first into a new connection's pipeline, or closes the connection when nothing valid is there to serve. */
    public void secure(Channel channel) {
        TlsReloader.@Nullable Published published = null;
        Optional<SSLEngine> engine = Optional.empty();
        // What is served may be replaced, and its context freed, between being asked for and being used.
        TlsReloader.@Nullable Published now = reload.published();
        while (engine.isEmpty() && !Objects.equals(now, published)) {
            published = now;
            engine = now == null ? Optional.empty() : now.engines().newEngine(channel.alloc());
            now = reload.published();
        }
        if (published == null || engine.isEmpty()) {
            listener.onHandshakeFailure(HandshakeFailure.OTHER, channel.remoteAddress());
            channel.close();
            return;
        }
        secure(channel, published, engine.get());
    }

    private void secure(Channel channel, TlsReloader.Published published, SSLEngine engine) {
        SslHandler handler = new SslHandler(engine, handshakeTasks);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT.toMillis());
        Instant begun = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        X509Certificate leaf = published.served().serverChain().getFirst();
        ClientHelloCheck check = new ClientHelloCheck(policy.minVersion(), leaf.getPublicKey());
        new HandshakeWatch(check, listener, clock, done -> accepted(done, channel, published, begun))
                .install(channel.pipeline(), handler);
    }

    /** From now on the client's certificate is judged whenever what is trusted changes, or a certificate ends. */
    private void accepted(SslHandler handler, Channel channel, TlsReloader.Published published, Instant begun) {
        if (policy.provider() == TlsProvider.JDK) {
            // A client of TLS 1.2 may ask the JDK for another handshake at any time; without a version for it that
            // fails.
            handler.engine().setEnabledProtocols(new String[] {"TLSv1.3"});
        }
        try {
            X509Certificate[] chain = Stream.of(handler.engine().getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            published.verifier().ifPresent(verifier -> judgeSoonAfter(peers.add(channel, chain, verifier, begun)));
        } catch (SSLPeerUnverifiedException none) {
            // Without a certificate there is nothing that could end.
            log.debug("{} has presented no certificate", channel.remoteAddress());
        }
    }

    /** An end that is farther away than the next refresh is seen there. */
    private synchronized void judgeSoonAfter(Instant end) {
        Instant now = clock.instant();
        if (timer != null && !timer.isShutdown() && end.isBefore(now.plus(refresh))) {
            long millis = Math.max(0, Duration.between(now, end).toMillis()) + 2;
            timer.schedule(peers::judgeEnded, millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        source.close();
        if (names != null) {
            names.close();
        }
        reload.stop();
        synchronized (this) {
            if (timer != null) {
                timer.shutdown();
            }
        }
        if (handshakeTasks instanceof ExecutorService pool) {
            pool.shutdown();
        }
    }

    private void refresh() {
        try {
            peers.judgeEnded();
            judgeSoonAfter(peers.earliestEnd());
            if (names != null) {
                names.refresh();
            }
            source.refresh();
            reload.reexamine();
        } catch (RuntimeException | Error failed) {
            // Nothing may stop the timer; the source's trouble is seen by the next refresh too.
            log.warn("cannot read TLS material again; will retry", failed);
        }
    }
}
