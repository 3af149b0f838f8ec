package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Present;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.settings.CertificateSettings.CaCreation;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.Installation.CertificateManagement;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who signs, by what is seen. A CA that is there is never replaced, however unusable.
 *
 * @param secret the CA's
 */
record IssuerResolver(NamespacedName secret, CaCreation creation) {

    /** What to do about a CA that cannot sign. */
    static final String NEVER_REPLACED =
            "; a CA that is there is never replaced: put a usable one in its place, or delete the Secret";

    private static final String INSTALLATION = "Installation default, spec.certificateManagement";

    /** @param aloneFrom from when on it is certain that there is no Go operator, which would create the CA */
    Issuer find(Observed<Installation> installation, Observed<CaSecret> ca, Instant aloneFrom, Instant now) {
        if (installation instanceof Present<Installation>(Installation found)) {
            CertificateManagement management = found.certificateManagement();
            return management == null ? ownCa(ca, aloneFrom, now) : signer(management, now);
        }
        return MissingInputFindings.of(
                        "Installation", "Installation default", installation, MissingInputFindings.INSTALLATION_RULE)
                .<Issuer>map(Issuer.Unavailable::new)
                .orElseGet(() -> ownCa(ca, aloneFrom, now));
    }

    private static Issuer signer(CertificateManagement management, Instant now) {
        String signerName = management.signerName();
        if (signerName == null || signerName.isBlank()) {
            return unusable(
                    "CertificateManagementUnusable", INSTALLATION + ".signerName: not set (expected: a signer)");
        }
        String origin = INSTALLATION + ".caCert";
        try {
            List<X509Certificate> certificates = Certificates.parse(origin, decoded(origin, management.caCert()));
            if (isEarly(certificates, now)) {
                return early(origin, certificates);
            }
            CertificateAuthority.requireAble(origin, certificates.getFirst(), now);
            return new Issuer.Signer(signerName, certificates);
        } catch (X509Exception bad) {
            return unusable("CertificateManagementUnusable", String.valueOf(bad.getMessage()));
        }
    }

    private Issuer ownCa(Observed<CaSecret> ca, Instant aloneFrom, Instant now) {
        if (!(ca instanceof Present<CaSecret>(CaSecret found))) {
            return MissingInputFindings.of("CA", "Secret " + secret, ca, MissingInputFindings.secretRule(secret))
                    .<Issuer>map(Issuer.Unavailable::new)
                    .orElseGet(() -> absent(aloneFrom, now));
        }
        String origin = "Secret " + secret + ", key tls.crt";
        try {
            String member = found.data() == null ? null : found.data().certificate();
            List<X509Certificate> certificates = Certificates.parse(origin, decoded(origin, member));
            if (isEarly(certificates, now)) {
                return early(origin, certificates);
            }
            CertificateAuthority.requireAble(origin, certificates.getFirst(), now);
            return new Issuer.OwnCa(certificates);
        } catch (X509Exception bad) {
            return unusable("CAUnusable", bad.getMessage() + NEVER_REPLACED);
        }
    }

    /** Its creator's clock is ahead of ours. */
    private static boolean isEarly(List<X509Certificate> certificates, Instant now) {
        return now.isBefore(certificates.getFirst().getNotBefore().toInstant());
    }

    private static Issuer early(String origin, List<X509Certificate> certificates) {
        Instant start = certificates.getFirst().getNotBefore().toInstant();
        return new Issuer.Unavailable(
                new Finding(Severity.WAITING, "CANotYetValid", origin + ": not valid before " + start),
                Optional.of(start));
    }

    private Issuer absent(Instant aloneFrom, Instant now) {
        return switch (creation) {
            case ALLOWED -> new Issuer.Missing();
            case FORBIDDEN ->
                waiting(
                        "METRICS_CREATE_CA is false, so it is left to the Tigera operator, or to you",
                        Optional.empty());
            case WITHOUT_GO_OPERATOR -> {
                if (!now.isBefore(aloneFrom)) {
                    yield new Issuer.Missing();
                }
                yield aloneFrom.equals(Instant.MAX)
                        ? waiting(
                                "the API of Installations is served, so the Tigera operator creates it; METRICS_CREATE_CA=true lets us"
                                        + " do that",
                                Optional.empty())
                        : waiting(
                                "the API of Installations is not served; from " + aloneFrom
                                        + " on that counts as certain, and then we" + " create it",
                                Optional.of(aloneFrom));
            }
        };
    }

    private Issuer waiting(String why, Optional<Instant> requeueAt) {
        return new Issuer.Unavailable(
                new Finding(Severity.WAITING, "CAMissing", "Secret " + secret + ": not found; " + why), requeueAt);
    }

    private static Issuer unusable(String reason, String message) {
        return new Issuer.Unavailable(new Finding(Severity.DEGRADED, reason, message));
    }

    /** Line ends are skipped, as the Tigera operator's decoder does. */
    private static String decoded(String origin, @Nullable String base64) throws X509Exception {
        try {
            return base64 == null
                    ? ""
                    : new String(
                            Base64.getDecoder().decode(base64.replace("\r", "").replace("\n", "")),
                            StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException quotesTheValue) {
            throw new X509Exception(origin, "is not base64", "base64 of PEM");
        }
    }
}
