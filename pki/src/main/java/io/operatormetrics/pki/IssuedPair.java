package io.operatormetrics.pki;

import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.Pem;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificates that speak for it.
 *
 * @param chain leaf first, then the CA that issued it
 */
public record IssuedPair(List<X509Certificate> chain, PrivateKey key) {

    public IssuedPair {
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /** The chain, leaf first, as the {@code tls.crt} of a Secret holds it. */
    public String certificatePem() {
        return Certificates.encode(chain);
    }

    /** Unencrypted PKCS#8, as the {@code tls.key} of a Secret holds it. */
    public String keyPem() {
        return Pem.encode("PRIVATE KEY", key.getEncoded());
    }

    /** Names the subject; never the key. */
    @Override
    public String toString() {
        return leaf().getSubjectX500Principal().getName();
    }
}
