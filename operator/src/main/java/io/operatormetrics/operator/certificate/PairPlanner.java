package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.LeafUse;
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
record PairPlanner(CaState state, PairIssuer issuer, Ownership ownership, Instant now, PlanDraft draft) {

    /**
     * What came of a pair.
     *
     * @param used empty while there is none that serves
     * @param settled whether what is seen in its place is to stay there
     */
    record Outcome(Optional<PairInUse> used, boolean settled) {
        static final Outcome WAITING = new Outcome(Optional.empty(), false);
    }

    Outcome plan(WantedPair wanted, Sight<PemSecret> sight) {
        Optional<Finding> problem =
                NotSeen.of(wanted.role() + "Certificate", wanted.origin(), sight, NotSeen.secretRule(wanted.secret()));
        if (problem.isPresent()) {
            draft.tell(problem.get());
            return Outcome.WAITING;
        }
        if (!(sight instanceof Sight.Found<PemSecret>(PemSecret secret))) {
            return issue(wanted, wanted.origin() + ": there is no Secret");
        }
        HeldPair held = HeldPair.of(secret);
        if (held.owner() == PairOwner.OURS) {
            return ours(wanted, held);
        }
        issuer.notNeeded(wanted);
        return new Outcome(checked(wanted, held), true);
    }

    /** Somebody else's: nothing is written, and people are told when it does not serve. */
    Optional<PairInUse> checked(WantedPair wanted, HeldPair held) {
        ForeignPairCheck.Verdict verdict = new ForeignPairCheck(state, now).check(wanted, held);
        verdict.finding().ifPresent(draft::tell);
        verdict.lookAgain().ifPresent(draft::lookAgain);
        return verdict.serves()
                ? Optional.of(new PairInUse(held.stored(), held.chain().getFirst(), held.owner()))
                : Optional.empty();
    }

    private Outcome ours(WantedPair wanted, HeldPair held) {
        if (!held.chain().isEmpty()) {
            issuer.seen(wanted, held.chain().getFirst(), now);
        }
        return switch (Renewal.decide(held.stored(), terms(wanted))) {
            case RenewalDecision.Keep(Instant due) -> {
                issuer.notNeeded(wanted);
                draft.lookAgain(due);
                yield keep(wanted, held);
            }
            case RenewalDecision.KeepUntilCaChanges(Instant expiry, String message) -> {
                draft.tell(new Finding(Severity.DEGRADED, "CAExpiring", message));
                draft.lookAgain(afterEnd(expiry));
                yield keep(wanted, held);
            }
            case RenewalDecision.Issue(var _, String message) -> issue(wanted, message);
            case RenewalDecision.Rotate(String message) -> rotate(wanted, held, message);
        };
    }

    /** Written again as it is, so that labels and annotations are as they should be. */
    private Outcome keep(WantedPair wanted, HeldPair held) {
        X509Certificate leaf = held.chain().getFirst();
        draft.apply(PairRenderer.issued(wanted.secret(), ownership, held.stored(), leaf));
        return new Outcome(Optional.of(new PairInUse(held.stored(), leaf, PairOwner.OURS)), true);
    }

    private Outcome issue(WantedPair wanted, String why) {
        return switch (issuer.issue(wanted, why, terms(wanted))) {
            case Issuance.Issued(IssuedPair pair) -> write(wanted, pair);
            case Issuance.Pending pending -> {
                tellOf(pending);
                yield Outcome.WAITING;
            }
        };
    }

    /** The pair serves still, so it stays until the next is there. */
    private Outcome rotate(WantedPair wanted, HeldPair held, String why) {
        return switch (issuer.issue(wanted, why, terms(wanted))) {
            case Issuance.Issued(IssuedPair pair) -> write(wanted, pair);
            case Issuance.Pending pending -> {
                tellOf(pending);
                draft.lookAgain(afterEnd(held.chain().getFirst().getNotAfter().toInstant()));
                yield keep(wanted, held);
            }
        };
    }

    private Outcome write(WantedPair wanted, IssuedPair pair) {
        StoredPair stored = new StoredPair(wanted.origin(), pair.certificatePem(), pair.keyPem());
        draft.apply(PairRenderer.issued(wanted.secret(), ownership, stored, pair.leaf()));
        return new Outcome(Optional.of(new PairInUse(stored, pair.leaf(), PairOwner.OURS)), false);
    }

    /** The end still belongs to it (RFC 5280, section 4.1.2.5). */
    private static Instant afterEnd(Instant end) {
        return end.plusMillis(1);
    }

    private void tellOf(Issuance.Pending pending) {
        draft.tell(pending.finding());
        draft.create(pending.createOnly());
        pending.lookAgain().ifPresent(draft::lookAgain);
    }

    private RenewalTerms terms(WantedPair wanted) {
        return new RenewalTerms(
                wanted.request().dnsNames(), LeafUse.both(), state.issuers(now), issuer.issuesUntil(now), now);
    }
}
