package io.operatormetrics.pki;

import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.PrivateKeys;
import io.operatormetrics.x509.X509Exception;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a key pair of ours is to be kept, issued anew or rotated. Pure: the same pair and terms give the same decision, and nothing
 * is read or written. Whose pair it is has been asked before; only what is ours comes here.
 */
public final class Renewal {

    /** A pair with a long life is replaced this long before its end. */
    static final Duration LONGEST_MARGIN = Duration.ofDays(30);

    /** A pair with a short life is replaced when this part of it is left. */
    static final int SHARE_OF_LIFETIME = 3;

    private Renewal() {}

    /** Goes through the checks in their order; the first that objects decides. */
    public static RenewalDecision decide(StoredPair stored, RenewalTerms terms) {
        if (stored.certificatePem().isBlank() || stored.keyPem().isBlank()) {
            return new RenewalDecision.Issue(RenewalReason.MISSING, missing(stored));
        }
        List<X509Certificate> chain;
        PrivateKey key;
        try {
            chain = Certificates.parse(stored.origin() + ", certificate", stored.certificatePem());
            key = PrivateKeys.parse(stored.origin() + ", private key", stored.keyPem());
        } catch (X509Exception unparseable) {
            return new RenewalDecision.Issue(RenewalReason.UNPARSEABLE, text(unparseable));
        }
        CertificateKeyPair pair;
        try {
            pair = CertificateKeyPair.prove(stored.origin(), chain, key);
        } catch (X509Exception mismatch) {
            return new RenewalDecision.Issue(RenewalReason.KEY_MISMATCH, text(mismatch));
        }
        return decide(stored.origin(), pair, terms);
    }

    /** When a leaf is to be replaced: 30 days before its end, or when a third of its life is left if that is later. */
    public static Instant due(X509Certificate leaf) {
        Instant end = leaf.getNotAfter().toInstant();
        Duration share = Duration.between(leaf.getNotBefore().toInstant(), end).dividedBy(SHARE_OF_LIFETIME);
        return end.minus(share.compareTo(LONGEST_MARGIN) < 0 ? share : LONGEST_MARGIN);
    }

    private static RenewalDecision decide(String origin, CertificateKeyPair pair, RenewalTerms terms) {
        for (PairCheck check : PairCheck.IN_ORDER) {
            Optional<String> problem = check.problem(pair, terms);
            if (problem.isPresent()) {
                return new RenewalDecision.Issue(check.reason(), origin + ": " + problem.get());
            }
        }
        Instant end = pair.leaf().getNotAfter().toInstant();
        Instant due = due(pair.leaf());
        if (terms.now().isBefore(due)) {
            return new RenewalDecision.Keep(due);
        }
        if (!terms.renewedUntil().isAfter(end)) {
            return new RenewalDecision.KeepUntilCaChanges(
                    end,
                    "%s: due for rotation since %s, but its CA ends at %s too: a new CA is needed"
                            .formatted(origin, due, end));
        }
        return new RenewalDecision.Rotate("%s: due for rotation since %s, ends at %s".formatted(origin, due, end));
    }

    private static String text(X509Exception problem) {
        return String.valueOf(problem.getMessage());
    }

    private static String missing(StoredPair stored) {
        if (!stored.certificatePem().isBlank()) {
            return stored.origin() + ": the private key is missing";
        }
        return stored.origin() + (stored.keyPem().isBlank() ? ": there is no pair" : ": the certificate is missing");
    }
}
