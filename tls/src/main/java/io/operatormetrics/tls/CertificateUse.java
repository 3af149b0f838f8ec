package io.operatormetrics.tls;

import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.KeyKind;
import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a certificate's extensions let it be used for (RFC 5280 sections 4.2.1.3, 4.2.1.9 and 4.2.1.12); an absent one limits nothing. */
final class CertificateUse {
    private static final String ANY = "2.5.29.37.0";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;
    private static final int KEY_CERT_SIGN = 5;

    private CertificateUse() {}

    /**
     * Every suite that is served signs with the certificate's key. A certificate whose key usage is for key exchange alone serves all the same: Go, OpenSSL
     * and the JDK take it, and BoringSSL's clients do not.
     */
    static boolean allowsTlsServer(X509Certificate certificate) {
        return hasPurpose(certificate, SERVER_AUTH)
                && (allows(certificate, DIGITAL_SIGNATURE)
                        || allows(certificate, KEY_ENCIPHERMENT)
                        || allows(certificate, KEY_AGREEMENT));
    }

    /** A client proves itself by a signature (RFC 8446 section 4.4.3), so its certificate has to be for signing. */
    static boolean allowsTlsClient(X509Certificate certificate) {
        return hasPurpose(certificate, CLIENT_AUTH) && allows(certificate, DIGITAL_SIGNATURE);
    }

    /** Whether clients of every common TLS implementation accept this server's kind of key and its key usage. */
    static boolean isForEveryClient(CertificateKeyPair server) {
        boolean common = switch (KeyKind.of(server.key())) {
            case KeyKind.Rsa rsa -> true;
            case KeyKind.Ec(String curve) -> !curve.equals("P-521");
            case KeyKind.Other other -> false;
        };
        return common && allows(server.leaf(), DIGITAL_SIGNATURE);
    }

    static boolean allowsIssuing(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0 && allows(certificate, KEY_CERT_SIGN);
    }

    private static boolean hasPurpose(X509Certificate certificate, String purpose) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(purpose) || purposes.contains(ANY);
        } catch (CertificateParsingException malformed) {
            return false;
        }
    }

    private static boolean allows(X509Certificate certificate, int bit) {
        boolean @Nullable [] usage = certificate.getKeyUsage();
        return usage == null || usage[bit];
    }
}
