package io.operatormetrics.pki;

import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;

import java.security.KeyPair;
import java.security.PublicKey;

/** A fresh P-256 key whose certificate somebody else is to sign. Holds the private key for as long as it lives. */
public final class PendingPair {

    private final KeyPair keys;
    private final String requestPem;

    private PendingPair(KeyPair keys, String requestPem) {
        this.keys = keys;
        this.requestPem = requestPem;
    }

    public static PendingPair create(LeafRequest request) {
        KeyPair keys = KeyPairs.p256();
        return new PendingPair(keys, CertificateBuilder.signingRequest(request, keys));
    }

    /** The PKCS#10 request (RFC 2986), PEM. */
    public String requestPem() {
        return requestPem;
    }

    public PublicKey publicKey() {
        return keys.getPublic();
    }

    /**
     * With what the signer answered.
     *
     * @param origin where the answer was read, for messages
     * @param chainPem leaf first
     * @throws X509Exception when it cannot be read, or is for another key
     */
    public IssuedPair signed(String origin, String chainPem) throws X509Exception {
        CertificateKeyPair pair =
                CertificateKeyPair.prove(origin, Certificates.parse(origin, chainPem), keys.getPrivate());
        return new IssuedPair(pair.chain(), pair.key());
    }
}
