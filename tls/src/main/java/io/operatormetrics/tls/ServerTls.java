package io.operatormetrics.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ImmediateExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.net.ssl.SSLException;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The server's side of TLS with material that comes and goes: takes up what its source offers once it is proved good, keeps the last
 * good set otherwise, and refuses every connection as long as there has been none. A set that ends while it is served goes on being
 * served, since a scrape that some clients still accept is better than none.
 *
 * <p>The source is asked again every few seconds, so that what a watch missed, or what becomes valid by the passing of time, is found.
 * Thread-safe. What is served is one immutable value that a reload replaces whole; connections keep what they began with.
 */
public final class ServerTls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration REFRESH = Duration.ofSeconds(3);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** When a set that is good for all we know cannot be built into a context, as when native memory is short. */
    private static final Duration BUILD_RETRY = Duration.ofMinutes(1);

    private final TlsPolicy policy;
    private final TlsMaterialSource source;
    private final TlsListener listener;
    private final Clock clock;
    private final Duration refresh;

    private volatile State state = new State(null, "TLS material has not been read yet");
    private volatile Executor handshakeTasks = ImmediateExecutor.INSTANCE;

    // What a reload compares with; guarded by this.
    private @Nullable ServerContexts contexts;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable TlsMaterial offered;
    private @Nullable Examined examined;

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
    }

    /** Loads what the policy needs and starts the source. Throws IllegalStateException when the TLS implementation cannot be loaded. */
    public void start() {
        synchronized (this) {
            contexts = new ServerContexts(policy, clock);
            timer = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("tls-refresh").factory());
            if (policy.provider() == TlsProvider.JDK) {
                // A handshake of the JDK's takes milliseconds; on the event loop it would hold up everybody's scrape.
                handshakeTasks = Executors.newFixedThreadPool(
                        Runtime.getRuntime().availableProcessors(),
                        Thread.ofPlatform().daemon().name("tls-handshake-", 0).factory());
            }
            var _ = timer.scheduleWithFixedDelay(
                    this::refresh, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
        }
        source.start(this::offer);
    }

    /** What is served now; empty until a valid set was published. */
    public Optional<ServedTls> served() {
        return Optional.ofNullable(state.published()).map(Published::served);
    }

    /** What is the matter for people: missing or rejected material; empty when all is well. */
    public Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }

    /** Puts TLS first into a new connection's pipeline, or closes the connection when nothing valid is there to serve. */
    public void secure(Channel channel) {
        Published published = state.published();
        if (published == null) {
            listener.onHandshakeFailure(HandshakeFailure.OTHER);
            var _ = channel.close();
            return;
        }
        SslHandler handler = ServerContexts.newHandler(published.context(), channel.alloc(), handshakeTasks);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT.toMillis());
        new HandshakeWatch(listener).install(channel.pipeline(), handler);
    }

    @Override
    public void close() {
        source.close();
        synchronized (this) {
            contexts = null;
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
            source.refresh();
            reexamine();
        } catch (RuntimeException failed) {
            // Nothing may stop the timer; the source's trouble is seen by the next refresh too.
            log.warn("cannot read TLS material again; will retry", failed);
        }
    }

    private synchronized void offer(TlsMaterial material) {
        offered = material;
        reexamine();
    }

    /** Looks at what was offered last, if it, the list of names or the time make a difference. */
    private synchronized void reexamine() {
        if (offered == null || contexts == null) {
            return;
        }
        Reading reading = Reading.of(offered, policy.allowedNames());
        Instant now = clock.instant();
        if (examined != null && examined.reading().equals(reading) && !examined.dueAgain(now)) {
            tellOfExpiry(now);
            return;
        }
        Examined next = examine(contexts, reading, now);
        // Only now: whatever ends early is looked at again.
        examined = next;
        settle(next.outcome());
    }

    private Examined examine(ServerContexts contexts, Reading reading, Instant now) {
        try {
            return switch (MaterialCheck.check(reading, policy, now)) {
                case CheckedMaterial.Absent(List<String> missing) ->
                    new Examined(reading, new ReloadOutcome.Incomplete(missing), Optional.empty());
                case CheckedMaterial.Unusable(List<String> problems, Optional<Instant> goodFrom) ->
                    new Examined(reading, new ReloadOutcome.Rejected(problems), goodFrom);
                case CheckedMaterial.Usable usable -> {
                    ServedTls served = publish(contexts.build(usable), usable, now);
                    yield new Examined(reading, new ReloadOutcome.Published(served), Optional.empty());
                }
            };
        } catch (SSLException | RuntimeException unforeseen) {
            log.debug("building a TLS context", unforeseen);
            List<String> problems = List.of("cannot be used: " + unforeseen);
            return new Examined(reading, new ReloadOutcome.Rejected(problems), Optional.of(now.plus(BUILD_RETRY)));
        }
    }

    private ServedTls publish(SslContext context, CheckedMaterial.Usable usable, Instant now) {
        Published before = state.published();
        long generation = before == null ? 1 : before.served().generation() + 1;
        ServedTls served = new ServedTls(generation, now, usable.server().chain(), usable.clientCas());
        String problem = state.problem();
        state = new State(new Published(served, context), null);
        X509Certificate leaf = usable.server().leaf();
        log.info(
                "serving TLS with the certificate of {}, valid until {}, client certificates: {} (set {}{})",
                leaf.getSubjectX500Principal(),
                leaf.getNotAfter().toInstant(),
                policy.clientAuth().goName(),
                generation,
                problem == null || before == null ? "" : "; over is: " + problem);
        return served;
    }

    private void settle(ReloadOutcome outcome) {
        switch (outcome) {
            case ReloadOutcome.Published published -> {}
            case ReloadOutcome.Rejected(List<String> problems) ->
                noteProblem("TLS material is rejected: " + String.join("; ", problems));
            case ReloadOutcome.Incomplete(List<String> missing) ->
                noteProblem("TLS material is missing: " + String.join("; ", missing));
        }
        listener.onReload(outcome);
    }

    /** Nothing new is offered, and what is served has come to its end: told once. */
    private void tellOfExpiry(Instant now) {
        Published published = state.published();
        if (published == null || state.problem() != null) {
            return;
        }
        Instant end = published.served().serverChain().getFirst().getNotAfter().toInstant();
        if (now.isAfter(end)) {
            String problem = "the server certificate expired at " + end;
            noteProblem(problem);
            listener.onReload(new ReloadOutcome.Rejected(List.of(problem)));
        }
    }

    /** Logs a change of state, not each sight of it. */
    private void noteProblem(String problem) {
        if (problem.equals(state.problem())) {
            return;
        }
        Published published = state.published();
        state = new State(published, problem);
        if (published == null) {
            log.warn("{}; until there is a good set every connection is refused", problem);
        } else {
            log.warn(
                    "{}; set {} goes on being served",
                    problem,
                    published.served().generation());
        }
    }

    /** All that connections and watchers see, replaced whole. */
    private record State(
            @Nullable Published published, @Nullable String problem) {}

    private record Published(ServedTls served, SslContext context) {}

    /** The last reading looked at, what came of it, and when the same may come to something else. */
    private record Examined(Reading reading, ReloadOutcome outcome, Optional<Instant> again) {
        boolean dueAgain(Instant now) {
            return again.filter(instant -> !now.isBefore(instant)).isPresent();
        }
    }
}
