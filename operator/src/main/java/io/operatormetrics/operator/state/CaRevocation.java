package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.cache.Observed;
import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a person wrote on the CA's Secret to end a previous CA at once. It names the current CA, so that an annotation which is left there does
 * not cut the overlap of the next change.
 *
 * @param value as it stands there; null where there is none
 */
public record CaRevocation(@Nullable String value) {

    public static final String ANNOTATION = "operator-metrics/revoke-previous-cas";

    public static final CaRevocation NONE = new CaRevocation(null);

    public static CaRevocation of(Observed<CaSecret> ca) {
        return ca instanceof Observed.Present<CaSecret>(CaSecret found)
                        && found.metadata().annotations() != null
                ? new CaRevocation(found.metadata().annotations().revocation())
                : NONE;
    }

    /** Whether it ends all CAs but these, of which the first signs. */
    public boolean ends(List<X509Certificate> current) {
        return value != null && !current.isEmpty() && normalized(value).equals(fingerprint(current.getFirst()));
    }

    /** Whether it is there and ends nothing. */
    public boolean isIgnored(List<X509Certificate> current) {
        return value != null && !current.isEmpty() && !ends(current);
    }

    /** As OpenSSL prints it, too: upper case, with colons. */
    private static String normalized(String value) {
        return value.strip().replace(":", "").toLowerCase(Locale.ROOT);
    }

    /** SHA-256 of the certificate, in hexadecimal. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256, or the certificate is not DER", e);
        }
    }
}
