package io.operatormetrics.operator.certificate;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/** By what a pair is known again: the SHA-256 of its public key (SubjectPublicKeyInfo), in hexadecimal. */
final class PublicKeyFingerprint {

    private PublicKeyFingerprint() {}

    static String of(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
