package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.KeyPurpose;
import io.operatormetrics.pki.Renewal;
import io.operatormetrics.pki.RenewalDecision;
import io.operatormetrics.pki.RenewalReason;
import io.operatormetrics.pki.RenewalTerms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a pair that is not ours serves, and what its owner has to do if not. Pure. */
record UserCertificateCheck(CaRotation state, Instant now) {

    /**
     * How the pair is.
     *
     * @param finding what to tell people, if anything
     * @param requeueAt when that may change by time alone
     */
    record Verdict(boolean serves, Optional<Finding> finding, Optional<Instant> requeueAt) {}

    Verdict check(CertificateSpec wanted, StoredCertificate held) {
        RenewalTerms terms =
                new RenewalTerms(wanted.needed(), Set.of(wanted.use()), issuers(wanted, held), Instant.MAX, now);
        return switch (Renewal.decide(held.stored(), terms)) {
            case RenewalDecision.Keep(Instant due) -> new Verdict(true, Optional.empty(), Optional.of(due));
            case RenewalDecision.Rotate _ -> ending(wanted, held);
            case RenewalDecision.KeepUntilCaChanges _ -> ending(wanted, held);
            case RenewalDecision.Issue(RenewalReason reason, String message) ->
                new Verdict(
                        false,
                        Optional.of(new Finding(
                                Severity.DEGRADED, reason(wanted, reason), message + remedy(wanted, held, reason))),
                        reason == RenewalReason.NOT_YET_VALID
                                ? Optional.of(
                                        held.chain().getFirst().getNotBefore().toInstant())
                                : Optional.empty());
        };
    }

    /**
     * What Prometheus is to trust besides our CA because of a server's chain: what follows its leaf, or the leaf itself where that is
     * self-signed and alone.
     */
    static List<X509Certificate> broughtAlong(StoredCertificate server) {
        if (server.owner() != CertificateOwner.USER || server.chain().isEmpty()) {
            return List.of();
        }
        X509Certificate leaf = server.chain().getFirst();
        if (server.chain().size() > 1) {
            return server.chain().subList(1, server.chain().size());
        }
        return leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()) ? List.of(leaf) : List.of();
    }

    /** The endpoint trusts clients of our CA alone; Prometheus trusts what the server's chain brings along, too. */
    private List<X509Certificate> issuers(CertificateSpec wanted, StoredCertificate held) {
        return wanted.use() == KeyPurpose.CLIENT
                ? state.trusted()
                : Stream.concat(state.trusted().stream(), broughtAlong(held).stream())
                        .toList();
    }

    private static Verdict ending(CertificateSpec wanted, StoredCertificate held) {
        Instant end = held.chain().getFirst().getNotAfter().toInstant();
        // The Go operator rotates its own at about this time, so only a user has something to do.
        Optional<Finding> finding = held.owner() == CertificateOwner.USER
                ? Optional.of(new Finding(
                        Severity.WARNING,
                        wanted.role() + "CertificateExpiring",
                        "%s: ends at %s%s".formatted(held.stored().origin(), end, replace(held))))
                : Optional.empty();
        return new Verdict(true, finding, Optional.of(end.plusMillis(1)));
    }

    private static String reason(CertificateSpec wanted, RenewalReason reason) {
        if (reason != RenewalReason.OTHER_CA) {
            return wanted.role() + "Certificate" + reason.conditionReason();
        }
        return wanted.role()
                + (wanted.use() == KeyPurpose.CLIENT ? "CertificateNotTrusted" : "CertificateChainIncomplete");
    }

    private static String remedy(CertificateSpec wanted, StoredCertificate held, RenewalReason reason) {
        if (reason == RenewalReason.OTHER_CA
                && wanted.use() == KeyPurpose.SERVER
                && held.owner() == CertificateOwner.USER) {
            return "; append the certificate of its CA to tls.crt, so that Prometheus trusts it";
        }
        return replace(held);
    }

    private static String replace(StoredCertificate held) {
        return switch (held.owner()) {
            case GO_OPERATOR ->
                "; it is the Tigera operator's, which should replace it; delete the Secret if it does not";
            case USER, OURS ->
                "; it is not ours and never overwritten: put a pair that serves in its place, or delete the Secret"
                        + " to be given one";
        };
    }
}
