package io.operatormetrics.x509;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;

/** What a public or private key is, so that a caller can decide whether to accept it. {@code toString} is for people. */
public sealed interface KeyKind {

    /** RSA with a modulus of so many bits. */
    record Rsa(int bits) implements KeyKind {
        @Override
        public String toString() {
            return "RSA " + bits;
        }
    }

    /** A curve of NIST: {@code P-256}, {@code P-384} or {@code P-521}; the JDK knows no other. */
    record Ec(String curve) implements KeyKind {
        @Override
        public String toString() {
            return "EC " + curve;
        }
    }

    /** Anything else, by its JCA algorithm name, for instance {@code Ed25519}. */
    record Other(String algorithm) implements KeyKind {
        @Override
        public String toString() {
            return algorithm;
        }
    }

    static KeyKind of(Key key) {
        return switch (key) {
            case RSAKey rsa
            when key.getAlgorithm().equals("RSA") -> new Rsa(rsa.getModulus().bitLength());
            case ECKey ec -> new Ec("P-" + ec.getParams().getCurve().getField().getFieldSize());
            case EdECKey edwards -> new Other(edwards.getParams().getName());
            default -> new Other(key.getAlgorithm());
        };
    }
}
