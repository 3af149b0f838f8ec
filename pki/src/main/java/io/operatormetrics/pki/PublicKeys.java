package io.operatormetrics.pki;

import io.operatormetrics.x509.KeyKind;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** Public keys by their private ones, for when the certificate cannot be read. */
public final class PublicKeys {

    private PublicKeys() {}

    /**
     * Computed for EC, and a part of the private key for RSA.
     *
     * @throws IllegalArgumentException for keys of another kind
     */
    public static PublicKey of(PrivateKey key) {
        try {
            return switch (key) {
                case RSAPrivateCrtKey rsa ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
                case ECPrivateKey ec ->
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point(ec), ec.getParams()));
                default ->
                    throw new IllegalArgumentException("key of kind " + KeyKind.of(key) + " (expected: RSA or EC)");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed key of kind " + KeyKind.of(key) + " without a public key", e);
        }
    }

    private static java.security.spec.ECPoint point(ECPrivateKey key) {
        var domain = EC5Util.convertSpec(key.getParams());
        return EC5Util.convertPoint(new FixedPointCombMultiplier().multiply(domain.getG(), key.getS()));
    }
}
