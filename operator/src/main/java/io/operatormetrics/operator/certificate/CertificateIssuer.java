package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.RenewalTerms;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** Issues key pairs. */
interface CertificateIssuer {

    /**
     * Asks for a new pair. The answer to asking too often is the pair of the time before.
     *
     * @param why for the log
     * @param terms what the pair is to be held against
     */
    IssueResult issue(CertificateSpec wanted, String why, RenewalTerms terms);

    /** When a pair issued at that instant would end; {@link Instant#MAX} where somebody else decides that. */
    Instant issuesUntil(Instant now);

    /** A pair of ours is in its place; if it is the one that was issued last, it need not be kept for long. */
    void observed(CertificateSpec wanted, X509Certificate leaf, Instant now);

    /** What is in its place serves and stays: nothing that is still open for it is of use. */
    void notNeeded(CertificateSpec wanted);

    /** Whether a pair that was issued came to its place. */
    enum Arrival {
        AWAITED,
        SEEN
    }
}
