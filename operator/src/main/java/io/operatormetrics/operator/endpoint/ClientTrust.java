package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The CAs that client certificates must chain to: the present one, and previous ones while a change is under way. */
final class ClientTrust {

    /**
     * What the leader wrote down of a change of CA.
     *
     * @param believed whether the first reading may add trust; otherwise the record can only shorten it
     */
    record SeenRecord(Observed<CaRotationSecret> observed, boolean believed) {}

    private static final Logger log = LoggerFactory.getLogger(ClientTrust.class);

    private final RetiringCas previous;
    private CaRevocation ignored = CaRevocation.NONE;
    private @Nullable Loaded seenLast;
    private List<X509Certificate> published = List.of();

    ClientTrust(CaOverlap overlap) {
        this.previous = new RetiringCas(overlap, System::nanoTime);
    }

    /**
     * What to report, in this order: mostly one part.
     *
     * <p>When the current CA cannot be read, the last good set goes on being served; if trust in a previous one of that set has ended, the
     * set without it is reported first.
     */
    List<Part> of(Part seen, SeenRecord record, CaRevocation revocation, Instant now) {
        if (seen instanceof Loaded loaded && isTakenIn(loaded, record, revocation, now)) {
            seenLast = loaded;
            published = previous.trusted();
            return List.of(joined(loaded));
        }
        previous.drop(now);
        if (seenLast == null || published.equals(previous.trusted())) {
            return List.of(seen);
        }
        published = previous.trusted();
        return List.of(joined(seenLast), seen);
    }

    /** After what time there will be less to report. */
    Optional<Duration> untilNextEnd(Instant now) {
        return previous.untilNextEnd(now);
    }

    private boolean isTakenIn(Loaded loaded, SeenRecord record, CaRevocation revocation, Instant now) {
        try {
            List<X509Certificate> cas = Certificates.parse(loaded.origin(), loaded.pem());
            previous.observe(cas, record, revocation, now);
            warnOfIgnored(revocation, cas);
            return true;
        } catch (X509Exception unreadable) {
            // The receiver rejects it, and says why.
            return false;
        }
    }

    /** Once per value: each reading would say it again. */
    private void warnOfIgnored(CaRevocation revocation, List<X509Certificate> cas) {
        CaRevocation ignoredNow = revocation.isIgnored(cas) ? revocation : CaRevocation.NONE;
        if (!ignoredNow.equals(ignored) && !ignoredNow.equals(CaRevocation.NONE)) {
            log.warn(
                    "annotation {} on the CA's Secret is ignored: it is not {}, the SHA-256 of the current CA's certificate",
                    CaRevocation.ANNOTATION,
                    CaRevocation.fingerprint(cas.getFirst()));
        }
        ignored = ignoredNow;
    }

    private Loaded joined(Loaded loaded) {
        return published.isEmpty()
                ? loaded
                : new Loaded(loaded.origin(), loaded.pem() + "\n" + Certificates.encode(published));
    }
}
