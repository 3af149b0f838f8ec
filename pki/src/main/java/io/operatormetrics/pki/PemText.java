package io.operatormetrics.pki;

import io.operatormetrics.x509.Pem;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates and keys as the PEM that a Secret holds. */
final class PemText {

    private PemText() {}

    static String certificates(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(Pem.encode("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(
                        "certificate of " + certificate.getSubjectX500Principal() + " cannot be encoded", e);
            }
        }
        return text.toString();
    }

    static String privateKey(PrivateKey key) {
        return Pem.encode("PRIVATE KEY", key.getEncoded());
    }
}
