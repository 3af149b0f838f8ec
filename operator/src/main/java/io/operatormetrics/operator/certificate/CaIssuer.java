package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.Renewal;
import io.operatormetrics.pki.RenewalDecision;
import io.operatormetrics.pki.RenewalTerms;
import io.operatormetrics.pki.StoredPair;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Issues with the CA's own key, at most once for each pair and CA and minute. What was issued is kept for that long and is the answer
 * meanwhile: a Secret that was not written, not seen yet or deleted at once is written with the same pair.
 */
final class CaIssuer {

    private static final Logger log = LoggerFactory.getLogger(CaIssuer.class);

    /** The watch is about to tell of another CA, or somebody is about to repair this one. */
    private static final Duration CA_NOT_READY = Duration.ofSeconds(10);

    private record Asked(NamespacedName secret, X509Certificate ca) {}

    private record Recent(IssuedPair pair, IssueBackoff issueBackoff, CertificateIssuer.Arrival arrival) {
        /** When the next pair is issued: one that arrived ends the row. */
        IssueBackoff next(Instant now) {
            return arrival == CertificateIssuer.Arrival.SEEN ? IssueBackoff.first(now) : issueBackoff.again(now);
        }
    }

    private final Map<Asked, Recent> recent = new HashMap<>();
    private final Clock clock;

    CaIssuer(Clock clock) {
        this.clock = clock;
    }

    /**
     * Of that CA.
     *
     * @param ca as it was seen; when its key turns out to be another's, nothing is issued
     */
    CertificateIssuer by(X509Certificate ca, CaKeySource key) {
        return new With(ca, key);
    }

    private final class With implements CertificateIssuer {
        private final X509Certificate ca;
        private final CaKeySource key;
        private @Nullable CertificateAuthority adopted;

        private With(X509Certificate ca, CaKeySource key) {
            this.ca = ca;
            this.key = key;
        }

        @Override
        public IssueResult issue(CertificateSpec wanted, String why, RenewalTerms terms) {
            Asked asked = new Asked(wanted.secret(), ca);
            Recent before = recent.get(asked);
            if (before != null && !before.issueBackoff().isOver(terms.now())) {
                return repeated(wanted, before, terms);
            }
            try {
                CertificateAuthority authority = authority();
                if (!authority.certificate().equals(ca)) {
                    return notReady(
                            Severity.WAITING, "CAChanging", "the CA changed just now; waiting to see it", terms);
                }
                log.info("issuing a pair for {}: {}", wanted.secret(), why);
                IssuedPair pair = authority.issue(wanted.request());
                IssueBackoff issueBackoff = before == null ? IssueBackoff.first(terms.now()) : before.next(terms.now());
                recent.put(asked, new Recent(pair, issueBackoff, CertificateIssuer.Arrival.AWAITED));
                return new IssueResult.Issued(pair);
            } catch (ApiException unreadable) {
                return notReady(
                        Severity.DEGRADED,
                        "CAKeyUnreadable",
                        "the CA's key cannot be read to issue %s: %s".formatted(wanted.secret(), unreadable.message()),
                        terms);
            } catch (X509Exception unusable) {
                return notReady(
                        Severity.DEGRADED, "CAUnusable", unusable.getMessage() + IssuerResolver.NEVER_REPLACED, terms);
            }
        }

        private CertificateAuthority authority() throws ApiException, X509Exception {
            CertificateAuthority known = adopted;
            if (known == null) {
                known = CertificateAuthority.adopt(key.read(), clock);
                adopted = known;
            }
            return known;
        }

        @Override
        public Instant issuesUntil(Instant now) {
            return CertificateAuthority.issuesUntil(ca, now);
        }

        @Override
        public void observed(CertificateSpec wanted, X509Certificate leaf, Instant now) {
            recent.computeIfPresent(
                    new Asked(wanted.secret(), ca),
                    (asked, issued) -> leaf.equals(issued.pair().leaf())
                            ? new Recent(issued.pair(), issued.issueBackoff(), CertificateIssuer.Arrival.SEEN)
                            : issued);
            recent.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), wanted, now));
        }

        @Override
        public void notNeeded(CertificateSpec wanted) {
            // A CA's key answers at once.
        }

        private boolean isOver(Asked asked, Recent issued, CertificateSpec wanted, Instant now) {
            return asked.secret().equals(wanted.secret())
                    && issued.issueBackoff().isOver(now)
                    && (issued.arrival() == CertificateIssuer.Arrival.SEEN
                            || !asked.ca().equals(ca));
        }
    }

    private static IssueResult repeated(CertificateSpec wanted, Recent before, RenewalTerms terms) {
        StoredPair stored = new StoredPair(
                wanted.origin(), before.pair().certificatePem(), before.pair().keyPem());
        if (Renewal.decide(stored, terms) instanceof RenewalDecision.Issue(var reason, String message)) {
            return IssueResult.Pending.until(
                    before.issueBackoff().until(),
                    new Finding(
                            Severity.WAITING,
                            wanted.role() + "Certificate" + reason.conditionReason(),
                            message + "; one was issued just now, so the next comes at "
                                    + before.issueBackoff().until()));
        }
        return new IssueResult.Issued(before.pair());
    }

    private static IssueResult notReady(Severity severity, String reason, String message, RenewalTerms terms) {
        return new IssueResult.Pending(
                new Finding(severity, reason, message),
                List.of(),
                Optional.of(terms.now().plus(CA_NOT_READY)));
    }
}
