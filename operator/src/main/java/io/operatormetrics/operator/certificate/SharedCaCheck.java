package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.x509.KeyKind;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Whether the Go operator can issue from the CA that we share with it. It signs with SHA256-RSA only, takes a leaf for its own when the
 * leaf's authority key identifier equals the CA's own, and never replaces a CA. Pure.
 *
 * @param secret of the CA
 */
record SharedCaCheck(NamespacedName secret) {

    private static final String GO_OPERATORS_NAMESPACE = "tigera-operator";

    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

    private static final String REMEDY =
            "; no operator replaces a CA: to have a new one made, which renews all certificates of the"
                    + " cluster, run: kubectl --namespace tigera-operator delete secret tigera-ca-private;"
                    + " kubectl --namespace tigera-operator rollout restart deployment tigera-operator";

    /** What it does to the Go operator; empty where all is well, or where that operator is not. */
    Optional<Finding> check(CaSecret found, X509Certificate ca, ApiAvailability goOperatorsApi) {
        if (!secret.namespace().equals(GO_OPERATORS_NAMESPACE) || goOperatorsApi != ApiAvailability.SERVED) {
            return Optional.empty();
        }
        KeyKind kind = KeyKind.of(ca.getPublicKey());
        if (!(kind instanceof KeyKind.Rsa)) {
            return finding(
                    found,
                    "its key is " + kind
                            + ", and the Tigera operator signs with SHA256-RSA only, so that it cannot issue any"
                            + " certificate");
        }
        if (ca.getExtensionValue(AUTHORITY_KEY_IDENTIFIER) == null) {
            return finding(
                    found,
                    "its certificate has no authority key identifier, by which the Tigera operator recognizes certificates that it issued, so that"
                            + " it issues its certificates anew all the time");
        }
        return Optional.empty();
    }

    private Optional<Finding> finding(CaSecret found, String harm) {
        return Optional.of(new Finding(
                Severity.DEGRADED,
                "CAUnfitForGoOperator",
                "Secret %s (written by %s): %s%s".formatted(secret, found.writers(), harm, REMEDY)));
    }
}
