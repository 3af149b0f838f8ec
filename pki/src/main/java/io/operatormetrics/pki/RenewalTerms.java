package io.operatormetrics.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a pair is held against.
 *
 * @param dnsNames the names it must have; it may have more
 * @param uses what it must be fit for; it may be fit for more
 * @param issuers the CA certificates by one of which the chain must be signed
 * @param renewedUntil when a pair issued now would end; {@link Instant#MAX} where somebody else decides that
 * @param now the instant of the decision
 */
public record RenewalTerms(
        List<String> dnsNames, Set<KeyPurpose> uses, List<X509Certificate> issuers, Instant renewedUntil, Instant now) {

    public RenewalTerms {
        dnsNames = List.copyOf(dnsNames);
        uses = Set.copyOf(uses);
        issuers = List.copyOf(issuers);
    }
}
