package io.operatormetrics.pki;

import java.time.Instant;

/** What is to be done about a key pair that is ours to renew. */
public sealed interface RenewalDecision {

    /**
     * Nothing yet.
     *
     * @param due when to look again: the pair's own instant of rotation
     */
    record Keep(Instant due) implements RenewalDecision {}

    /** It cannot serve (any more): a new one is needed now. */
    record Issue(RenewalReason reason, String message) implements RenewalDecision {}

    /** It serves still, and is due to be replaced before it does not. */
    record Rotate(String message) implements RenewalDecision {}

    /**
     * It is due, but a new one would end no later, because the CA ends: only a new CA helps.
     *
     * @param expiry when the pair ends, and all that this CA could issue in its place
     */
    record KeepUntilCaChanges(Instant expiry, String message) implements RenewalDecision {}
}
