package io.operatormetrics.x509;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** A private key with the certificate chain that is proved to be its own: there is no other way to make one. */
public final class CertificateKeyPair {
    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private CertificateKeyPair(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Proves by a signature that the key is the leaf's.
     *
     * @param origins where both were read, for messages
     * @param chain leaf first
     * @throws X509Exception when the key is of another certificate, or of none
     */
    public static CertificateKeyPair prove(String origins, List<X509Certificate> chain, PrivateKey key)
            throws X509Exception {
        if (matches(chain.getFirst().getPublicKey(), key)) {
            return new CertificateKeyPair(chain, key);
        }
        for (int i = 1; i < chain.size(); i++) {
            if (matches(chain.get(i).getPublicKey(), key)) {
                throw new X509Exception(
                        origins,
                        "the private key is that of certificate " + (i + 1) + " of the chain",
                        "the leaf first");
            }
        }
        throw new X509Exception(
                origins,
                "the private key (%s) does not match the certificate (%s, %s)"
                        .formatted(
                                KeyKind.of(key),
                                chain.getFirst().getSubjectX500Principal(),
                                KeyKind.of(chain.getFirst().getPublicKey())),
                "a pair made together; is one of them not yet written?");
    }

    /** Leaf first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    public PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return KeyKind.of(key) + " key of " + leaf().getSubjectX500Principal();
    }

    private static boolean matches(PublicKey publicKey, PrivateKey privateKey) {
        if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
            return false;
        }
        byte[] challenge = new byte[32];
        try {
            Signature signature = Signature.getInstance(
                    switch (privateKey.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "EdDSA" -> "EdDSA";
                        default -> "SHA256withRSA";
                    });
            signature.initSign(privateKey);
            signature.update(challenge);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(challenge);
            return signature.verify(signed);
        } catch (GeneralSecurityException differentParameters) {
            // For instance a P-256 signature where the certificate says P-384.
            return false;
        }
    }
}
