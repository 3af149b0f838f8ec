package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.KeyPurpose;
import io.operatormetrics.pki.Renewal;
import io.operatormetrics.pki.RenewalDecision;
import io.operatormetrics.pki.RenewalTerms;
import io.operatormetrics.pki.StoredPair;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Plans one pair: whose it is, whether it serves, and what is to be done if not.
 *
 * @param issuer makes new ones
 * @param draft takes what is decided
 */
record KeyPairPlanner(
        CaRotation state,
        CertificateIssuer issuer,
        ManagedMetadata managedMetadata,
        Instant now,
        CertificatePlanBuilder draft) {

    /**
     * What came of a pair.
     *
     * @param used empty while there is none that serves
     * @param settled whether what is seen in its place is to stay there
     */
    record Outcome(Optional<ActiveCertificate> used, boolean settled) {
        static final Outcome WAITING = new Outcome(Optional.empty(), false);
    }

    Outcome plan(CertificateSpec wanted, Observed<TlsSecret> observed) {
        Optional<Finding> problem = MissingInputFindings.of(
                wanted.role() + "Certificate",
                wanted.origin(),
                observed,
                MissingInputFindings.secretRule(wanted.secret()));
        if (problem.isPresent()) {
            draft.report(problem.get());
            return Outcome.WAITING;
        }
        if (!(observed instanceof Observed.Present<TlsSecret>(TlsSecret secret))) {
            return issue(wanted, wanted.origin() + ": there is no Secret");
        }
        StoredCertificate held = StoredCertificate.of(secret);
        if (held.owner() == CertificateOwner.OURS) {
            return ours(wanted, held);
        }
        issuer.notNeeded(wanted);
        return new Outcome(checked(wanted, held), true);
    }

    /** Somebody else's: nothing is written, and it is reported when it does not serve. */
    Optional<ActiveCertificate> checked(CertificateSpec wanted, StoredCertificate held) {
        UserCertificateCheck.Verdict verdict = new UserCertificateCheck(state, now).check(wanted, held);
        verdict.finding().ifPresent(draft::report);
        verdict.requeueAt().ifPresent(draft::requeueAt);
        return verdict.serves()
                ? Optional.of(new ActiveCertificate(held.stored(), held.chain().getFirst(), held.owner()))
                : Optional.empty();
    }

    private Outcome ours(CertificateSpec wanted, StoredCertificate held) {
        if (!held.chain().isEmpty()) {
            issuer.observed(wanted, held.chain().getFirst(), now);
        }
        return switch (Renewal.decide(held.stored(), terms(wanted))) {
            case RenewalDecision.Keep(Instant due) -> {
                issuer.notNeeded(wanted);
                draft.requeueAt(due);
                yield keep(wanted, held);
            }
            case RenewalDecision.KeepUntilCaChanges(Instant expiry, String message) -> {
                draft.report(new Finding(Severity.DEGRADED, "CAExpiring", message));
                draft.requeueAt(afterEnd(expiry));
                yield keep(wanted, held);
            }
            case RenewalDecision.Issue(var _, String message) -> issue(wanted, message);
            case RenewalDecision.Rotate(String message) -> rotate(wanted, held, message);
        };
    }

    /** Written again as it is, so that labels and annotations are as they should be. */
    private Outcome keep(CertificateSpec wanted, StoredCertificate held) {
        X509Certificate leaf = held.chain().getFirst();
        draft.apply(CertificateSecretRenderer.issued(wanted.secret(), managedMetadata, held.stored(), leaf));
        return new Outcome(Optional.of(new ActiveCertificate(held.stored(), leaf, CertificateOwner.OURS)), true);
    }

    private Outcome issue(CertificateSpec wanted, String why) {
        return switch (issuer.issue(wanted, why, terms(wanted))) {
            case IssueResult.Issued(IssuedPair pair) -> write(wanted, pair);
            case IssueResult.Pending pending -> {
                reportPending(pending);
                yield Outcome.WAITING;
            }
        };
    }

    /** The pair serves still, so it stays until the next is there. */
    private Outcome rotate(CertificateSpec wanted, StoredCertificate held, String why) {
        return switch (issuer.issue(wanted, why, terms(wanted))) {
            case IssueResult.Issued(IssuedPair pair) -> write(wanted, pair);
            case IssueResult.Pending pending -> {
                reportPending(pending);
                draft.requeueAt(afterEnd(held.chain().getFirst().getNotAfter().toInstant()));
                yield keep(wanted, held);
            }
        };
    }

    private Outcome write(CertificateSpec wanted, IssuedPair pair) {
        StoredPair stored = new StoredPair(wanted.origin(), pair.certificatePem(), pair.keyPem());
        draft.apply(CertificateSecretRenderer.issued(wanted.secret(), managedMetadata, stored, pair.leaf()));
        return new Outcome(Optional.of(new ActiveCertificate(stored, pair.leaf(), CertificateOwner.OURS)), false);
    }

    /** The end still belongs to it (RFC 5280, section 4.1.2.5). */
    private static Instant afterEnd(Instant end) {
        return end.plusMillis(1);
    }

    private void reportPending(IssueResult.Pending pending) {
        draft.report(pending.finding());
        draft.create(pending.createOnly());
        pending.requeueAt().ifPresent(draft::requeueAt);
    }

    private RenewalTerms terms(CertificateSpec wanted) {
        return new RenewalTerms(
                wanted.request().dnsNames(), KeyPurpose.both(), state.issuers(now), issuer.issuesUntil(now), now);
    }
}
