package io.operatormetrics.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** Keys that nobody had before. */
final class KeyPairs {

    private KeyPairs() {}

    static KeyPair p256() {
        return made("EC", new ECGenParameterSpec("secp256r1"));
    }

    /** Computes for a second, on a slow machine for several. */
    static KeyPair rsa3072() {
        return made("RSA", new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair made(String algorithm, AlgorithmParameterSpec kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(kind);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make keys of kind " + algorithm, e);
        }
    }
}
