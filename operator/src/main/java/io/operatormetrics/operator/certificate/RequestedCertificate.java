package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.PendingPair;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate that a signer was asked for.
 *
 * @param name of the CertificateSigningRequest
 * @param issueBackoff until another may be asked for
 */
record RequestedCertificate(
        Issuer.Signer signer, String name, PendingPair pending, IssueBackoff issueBackoff, Progress progress) {

    /** Signers that need no person answer much earlier. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    /** How far it has come. */
    sealed interface Progress {

        /** The signer has to answer. */
        record Open() implements Progress {}

        /** The pair is complete, and on its way to its Secret. */
        record Signed(IssuedPair pair) implements Progress {}

        /** The Secret holds it. It is kept for a while, to be written again where somebody deletes that at once. */
        record InPlace(IssuedPair pair) implements Progress {}
    }

    boolean isOpen() {
        return progress instanceof Progress.Open;
    }

    /** Whether something is to come of the request still. */
    boolean needsRequest() {
        return !(progress instanceof Progress.InPlace);
    }

    /** Whether a Secret that needs another pair gets one, however often it was refused before this. */
    boolean isDone(Instant now) {
        return progress instanceof Progress.InPlace
                && IssueBackoff.first(issueBackoff.since()).isOver(now);
    }

    /** From when on a signer that has not answered needs a person. */
    Instant silentFrom() {
        return issueBackoff.since().plus(SILENCE);
    }

    RequestedCertificate signed(IssuedPair pair) {
        return new RequestedCertificate(signer, name, pending, issueBackoff, new Progress.Signed(pair));
    }

    /** What is known of it when its Secret holds that certificate, which may be the one before. */
    RequestedCertificate beside(X509Certificate leaf) {
        Duration life = Duration.between(
                leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
        Progress now = progress instanceof Progress.Signed(IssuedPair pair)
                        && leaf.getPublicKey().equals(pending.publicKey())
                ? new Progress.InPlace(pair)
                : progress;
        return new RequestedCertificate(signer, name, pending, issueBackoff.within(life), now);
    }
}
