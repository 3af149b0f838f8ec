package io.operatormetrics.operator.kube;

import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.tls.TlsMaterial.Present;
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

/** The CAs that client certificates must chain to: the present one, and former ones while a change is under way. */
final class ClientTrust {

    /**
     * What the leader wrote down of a change of CA.
     *
     * @param believed whether the first reading may add trust; otherwise the record can only shorten it
     */
    record SeenRecord(Sight<CaRecord> sight, boolean believed) {}

    private static final Logger log = LoggerFactory.getLogger(ClientTrust.class);

    private final FormerCas former;
    private CaRevocation ignored = CaRevocation.NONE;
    private @Nullable Present seenLast;
    private List<X509Certificate> told = List.of();

    ClientTrust(CaOverlap overlap) {
        this.former = new FormerCas(overlap, System::nanoTime);
    }

    /**
     * What to tell, in this order: mostly one part.
     *
     * <p>When the present CA cannot be read, the last good set goes on being served; if a former one that is in it has come to its end, the
     * set without it is told first.
     */
    List<Part> of(Part seen, SeenRecord record, CaRevocation revocation, Instant now) {
        if (seen instanceof Present present && isTakenIn(present, record, revocation, now)) {
            seenLast = present;
            told = former.trusted();
            return List.of(joined(present));
        }
        former.drop(now);
        if (seenLast == null || told.equals(former.trusted())) {
            return List.of(seen);
        }
        told = former.trusted();
        return List.of(joined(seenLast), seen);
    }

    /** After what time there will be less to tell. */
    Optional<Duration> untilNextEnd(Instant now) {
        return former.untilNextEnd(now);
    }

    private boolean isTakenIn(Present present, SeenRecord record, CaRevocation revocation, Instant now) {
        try {
            List<X509Certificate> cas = Certificates.parse(present.origin(), present.pem());
            former.see(cas, record, revocation, now);
            warnOfIgnored(revocation, cas);
            return true;
        } catch (X509Exception unreadable) {
            // Whoever is told of it rejects it, and says why.
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

    private Present joined(Present present) {
        return told.isEmpty()
                ? present
                : new Present(present.origin(), present.pem() + "\n" + Certificates.encode(told));
    }
}
