package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Part;
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

/**
 * Decides what is served: the set offered last, once it is proved good, and the last good one otherwise.
 *
 * <p>Thread-safe. Reading what is served never waits for a reload.
 */
final class TlsReloader {
    private static final Logger log = LoggerFactory.getLogger(TlsReloader.class);

    /** What is bad or missing is examined again so often, and counted: native memory may have been short, a certificate's time may come. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private static final String NOT_READ = "TLS material has not been read yet";

    private final TlsPolicy policy;
    private final TlsListener listener;
    private final OpenPeers peers;
    private final Clock clock;

    private volatile State state = new State(null, NOT_READ, List.of(NOT_READ), false);

    // What a reload compares with; guarded by this.
    private @Nullable ServerContexts contexts;
    private @Nullable TlsMaterial offered;
    private Optional<Part> names = Optional.empty();
    private @Nullable Examined examined;

    /** Ignores what is offered before {@link #start()}. */
    TlsReloader(TlsPolicy policy, TlsListener listener, OpenPeers peers, Clock clock) {
        this.policy = policy;
        this.listener = listener;
        this.peers = peers;
        this.clock = clock;
    }

    /** Loads what the policy needs. Throws IllegalStateException when the TLS implementation cannot be loaded. */
    synchronized void start() {
        contexts = new ServerContexts(policy);
    }

    /** Open connections go on; no new one begins, and nothing is taken up any more. */
    synchronized void stop() {
        contexts = null;
        Published published = state.published();
        if (published != null) {
            published.engines().release();
        }
    }

    /** Null until a valid set was published. */
    @Nullable Published published() {
        return state.published();
    }

    /** What is the matter for people: missing, rejected or expired material; empty when all is well. */
    Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }

    /** The same for anybody, by part: {@code server key: missing}. */
    List<String> summaries() {
        return state.summaries();
    }

    /** Whether what was offered last is what is served. */
    boolean isCurrent() {
        return state.current();
    }

    synchronized void offer(TlsMaterial material) {
        offered = material;
        reexamine();
    }

    /** The file of allowed names, where the policy has one. */
    synchronized void offerNames(Part list) {
        names = Optional.of(list);
        reexamine();
    }

    /** Looks at what was offered last, if it, the list of names or the time make a difference. */
    synchronized void reexamine() {
        if (offered == null || contexts == null) {
            return;
        }
        MaterialSnapshot materialSnapshot = new MaterialSnapshot(offered, names);
        Instant now = clock.instant();
        if (examined != null && examined.materialSnapshot().equals(materialSnapshot) && !examined.dueAgain(now)) {
            reportExpiry(now);
            return;
        }
        Examined next = examine(contexts, materialSnapshot, now);
        // Only now: whatever ends early is looked at again.
        examined = next;
        settle(next);
    }

    private Examined examine(ServerContexts contexts, MaterialSnapshot materialSnapshot, Instant now) {
        try {
            return switch (TlsMaterialValidator.check(materialSnapshot, policy, now)) {
                case ValidatedMaterial.Absent(List<Finding> missing) ->
                    new Examined(
                            materialSnapshot,
                            new ReloadOutcome.Incomplete(Finding.texts(missing)),
                            Finding.summaries(missing),
                            Optional.of(now.plus(RETRY)));
                case ValidatedMaterial.Unusable(List<Finding> problems, Optional<Instant> goodFrom) -> {
                    Instant again = goodFrom.filter(now.plus(RETRY)::isAfter).orElse(now.plus(RETRY));
                    yield new Examined(
                            materialSnapshot,
                            new ReloadOutcome.Rejected(Finding.texts(problems)),
                            Finding.summaries(problems),
                            Optional.of(again));
                }
                case ValidatedMaterial.Usable usable -> {
                    ServedTls served = publish(contexts, usable, now);
                    yield new Examined(
                            materialSnapshot, new ReloadOutcome.Published(served), List.of(), Optional.empty());
                }
            };
        } catch (SSLException | RuntimeException unforeseen) {
            log.debug("building a TLS context", unforeseen);
            List<String> problems = List.of("cannot be used: " + unforeseen);
            return new Examined(
                    materialSnapshot,
                    new ReloadOutcome.Rejected(problems),
                    List.of("TLS material: rejected"),
                    Optional.of(now.plus(RETRY)));
        }
    }

    private ServedTls publish(ServerContexts contexts, ValidatedMaterial.Usable usable, Instant now)
            throws SSLException {
        Optional<ClientVerifier> verifier = policy.clientAuth().verifies()
                ? Optional.of(new ClientVerifier(usable.clientCas(), usable.allowedNames(), clock))
                : Optional.empty();
        Engines engines = proved(contexts, usable, verifier);
        Published before = state.published();
        long generation = before == null ? 1 : before.served().generation() + 1;
        ServedTls served = new ServedTls(generation, now, usable.server().chain(), usable.clientCas());
        String problem = state.problem();
        verifier.ifPresent(peers::trust);
        state = new State(new Published(served, engines, verifier), null, List.of(), true);
        if (before != null) {
            before.engines().release();
        }
        X509Certificate leaf = usable.server().leaf();
        log.info(
                "serving TLS with the certificate of {}, valid until {}, client certificates: {} (set {}{})",
                leaf.getSubjectX500Principal(),
                leaf.getNotAfter().toInstant(),
                policy.clientAuth().goName(),
                generation,
                problem == null || before == null ? "" : "; resolved: " + problem);
        if (policy.minVersion() == TlsVersion.TLS_1_2 && !contexts.fit(usable.server())) {
            log.warn(
                    "no cipher suite that is set fits the server's key ({}): every client of TLS 1.2 is refused"
                            + " (expected: one of {})",
                    usable.server().key().getAlgorithm(),
                    String.join(
                            ", ",
                            CipherSuites.fitting(
                                    CipherSuites.DEFAULTS, usable.server().key())));
        }
        peers.judgeAll();
        return served;
    }

    private static Engines proved(
            ServerContexts contexts, ValidatedMaterial.Usable usable, Optional<ClientVerifier> verifier)
            throws SSLException {
        Engines engines = contexts.build(usable, verifier);
        boolean proved = false;
        try {
            contexts.prove(engines, usable.server());
            proved = true;
            return engines;
        } finally {
            if (!proved) {
                engines.release();
            }
        }
    }

    private void settle(Examined next) {
        switch (next.outcome()) {
            case ReloadOutcome.Published published -> {}
            case ReloadOutcome.Rejected(List<String> problems) ->
                noteProblem("TLS material is rejected: " + String.join("; ", problems), next.summaries(), false);
            case ReloadOutcome.Incomplete(List<String> missing) ->
                noteProblem("TLS material is missing: " + String.join("; ", missing), next.summaries(), false);
        }
        listener.onReload(next.outcome());
    }

    /** Nothing new is offered, and what is served has expired: reported once. */
    private void reportExpiry(Instant now) {
        Published published = state.published();
        if (published == null || state.problem() != null) {
            return;
        }
        Instant end = published.served().serverChain().getFirst().getNotAfter().toInstant();
        if (now.isAfter(end)) {
            String problem = "the server certificate expired at " + end;
            noteProblem(problem, List.of(Finding.SERVER_CERTIFICATE + ": expired"), true);
            listener.onReload(new ReloadOutcome.Rejected(List.of(problem)));
        }
    }

    /** Logs a change of state, not each observation of it. */
    private void noteProblem(String problem, List<String> summaries, boolean current) {
        if (problem.equals(state.problem())) {
            return;
        }
        Published published = state.published();
        state = new State(published, problem, summaries, current);
        if (published == null) {
            log.warn("{}; until there is a good set every connection is refused", problem);
        } else {
            log.warn(
                    "{}; set {} goes on being served",
                    problem,
                    published.served().generation());
        }
    }

    /**
     * A set that is served, and what new connections begin with.
     *
     * @param verifier of client certificates; empty where none is verified
     */
    record Published(ServedTls served, Engines engines, Optional<ClientVerifier> verifier) {}

    /** All that connections and watchers see, replaced whole. */
    private record State(
            @Nullable Published published, @Nullable String problem, List<String> summaries, boolean current) {}

    /** The last reading looked at, what came of it, and when the same may come to something else. */
    private record Examined(
            MaterialSnapshot materialSnapshot, ReloadOutcome outcome, List<String> summaries, Optional<Instant> again) {
        boolean dueAgain(Instant now) {
            return again.filter(instant -> !now.isBefore(instant)).isPresent();
        }
    }
}
