package io.operatormetrics.tls;

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
    private static final int KEY_CERT_SIGN = 5;

    private CertificateUse() {}

    static boolean allowsTlsServer(X509Certificate certificate) {
        return allows(certificate, SERVER_AUTH);
    }

    static boolean allowsTlsClient(X509Certificate certificate) {
        return allows(certificate, CLIENT_AUTH);
    }

    static boolean allowsIssuing(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0 && allows(certificate, KEY_CERT_SIGN);
    }

    /** Every suite we speak signs with the certificate's key, and none encrypts with it. */
    private static boolean allows(X509Certificate certificate, String purpose) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return allows(certificate, DIGITAL_SIGNATURE)
                    && (purposes == null || purposes.contains(purpose) || purposes.contains(ANY));
        } catch (CertificateParsingException malformed) {
            return false;
        }
    }

    private static boolean allows(X509Certificate certificate, int bit) {
        boolean @Nullable [] usage = certificate.getKeyUsage();
        return usage == null || usage[bit];
    }
}
