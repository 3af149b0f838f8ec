package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.pki.PublicKeys;
import io.operatormetrics.pki.StoredPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.PrivateKeys;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a Secret holds, read as far as it can be.
 *
 * @param stored members {@code tls.crt} and {@code tls.key} if both exist, else {@code cert} and {@code key}
 * @param chain leaf first; empty when it cannot be read
 */
record StoredCertificate(StoredPair stored, List<X509Certificate> chain, CertificateOwner owner) {

    StoredCertificate {
        chain = List.copyOf(chain);
    }

    static StoredCertificate of(TlsSecret secret) {
        StoredPair stored = stored(secret);
        List<X509Certificate> chain = chain(stored);
        return new StoredCertificate(stored, chain, owner(secret, stored, chain));
    }

    /** Says where it is; never what it is. */
    @Override
    public String toString() {
        return stored + " (" + owner + ")";
    }

    private static StoredPair stored(TlsSecret secret) {
        String origin = "Secret " + secret.key();
        TlsSecret.Data data = secret.data();
        if (data == null) {
            return new StoredPair(origin, "", "");
        }
        boolean older = (isEmpty(data.tlsCertificate()) || isEmpty(data.tlsKey()))
                && !isEmpty(data.cert())
                && !isEmpty(data.key());
        return older
                ? new StoredPair(origin, decoded(data.cert()), decoded(data.key()))
                : new StoredPair(origin, decoded(data.tlsCertificate()), decoded(data.tlsKey()));
    }

    private static List<X509Certificate> chain(StoredPair stored) {
        try {
            return Certificates.parse(stored.origin(), stored.certificatePem());
        } catch (X509Exception unreadable) {
            return List.of();
        }
    }

    private static CertificateOwner owner(TlsSecret secret, StoredPair stored, List<X509Certificate> chain) {
        TlsSecret.Annotations marks = secret.metadata().annotations();
        if (!secret.isControlled() && marks != null && isMarked(marks, stored, chain)) {
            return CertificateOwner.OURS;
        }
        return !chain.isEmpty()
                        && AnnotatedNames.commonName(chain.getFirst().getIssuerX500Principal())
                                .startsWith(CertificateNames.CA_COMMON_NAME)
                ? CertificateOwner.GO_OPERATOR
                : CertificateOwner.USER;
    }

    /**
     * A mark speaks for the key that it names. Where the certificate cannot be read the private key tells which that is; where neither can,
     * there is nothing of anybody's to lose, and a damaged Secret of ours is repaired.
     */
    private static boolean isMarked(TlsSecret.Annotations marks, StoredPair stored, List<X509Certificate> chain) {
        List<String> named = Stream.of(marks.issuedKey(), marks.copiedKey())
                .filter(mark -> !isEmpty(mark))
                .toList();
        if (!chain.isEmpty()) {
            return named.contains(PublicKeyFingerprint.of(chain.getFirst().getPublicKey()));
        }
        String held = markOfKey(stored);
        return held == null ? !named.isEmpty() : named.contains(held);
    }

    private static @Nullable String markOfKey(StoredPair stored) {
        try {
            return PublicKeyFingerprint.of(PublicKeys.of(PrivateKeys.parse(stored.origin(), stored.keyPem())));
        } catch (X509Exception | IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }

    /** The bytes, one char each; empty when they are absent or no base64, which the API server lets nobody write. */
    private static String decoded(@Nullable String base64) {
        try {
            return base64 == null ? "" : new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
