package io.operatormetrics.pki;

import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.KeyKind;
import io.operatormetrics.x509.PrivateKeys;
import io.operatormetrics.x509.X509Exception;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** Whether a CA that somebody else made can issue for us. */
final class CaValidation {

    private static final int SMALLEST_RSA = 2048;
    private static final int LARGEST_RSA = 4096;

    /** The bit of keyCertSign (RFC 5280, section 4.2.1.3). */
    private static final int KEY_CERT_SIGN = 5;

    private CaValidation() {}

    static CertificateKeyPair of(StoredPair stored, Instant now) throws X509Exception {
        CertificateKeyPair pair = CertificateKeyPair.prove(
                stored.origin(),
                Certificates.parse(stored.origin() + ", certificate", stored.certificatePem()),
                PrivateKeys.parse(stored.origin() + ", private key", stored.keyPem()));
        requireKeyKind(stored.origin(), KeyKind.of(pair.key()));
        requireAble(stored.origin(), pair.leaf(), now);
        return pair;
    }

    static void requireAble(String origin, X509Certificate certificate, Instant now) throws X509Exception {
        requireCa(origin, certificate);
        requireValid(origin, certificate, now);
    }

    private static void requireKeyKind(String origin, KeyKind kind) throws X509Exception {
        boolean fits = switch (kind) {
            case KeyKind.Rsa(int bits) -> bits >= SMALLEST_RSA && bits <= LARGEST_RSA;
            case KeyKind.Ec curve -> true;
            case KeyKind.Other other -> false;
        };
        if (!fits) {
            throw new X509Exception(
                    origin, "a CA key of kind " + kind, "RSA of 2048 to 4096 bits, P-256, P-384 or P-521");
        }
    }

    private static void requireCa(String origin, X509Certificate certificate) throws X509Exception {
        if (certificate.getBasicConstraints() < 0) {
            throw new X509Exception(
                    origin,
                    certificate.getSubjectX500Principal() + " is not a CA certificate",
                    "basic constraints with CA:TRUE");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            throw new X509Exception(
                    origin,
                    certificate.getSubjectX500Principal() + " must not sign certificates",
                    "key usage keyCertSign");
        }
    }

    private static void requireValid(String origin, X509Certificate certificate, Instant now) throws X509Exception {
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(start) || now.isAfter(end)) {
            throw new X509Exception(
                    origin,
                    "%s is valid from %s to %s".formatted(certificate.getSubjectX500Principal(), start, end),
                    "a CA that is valid now, " + now);
        }
    }
}
