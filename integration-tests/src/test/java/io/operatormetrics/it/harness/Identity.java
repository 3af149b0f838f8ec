package io.operatormetrics.it.harness;

import io.netty.pkitesting.X509Bundle;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A certificate with its chain and key, as one party of a TLS connection has them. */
public record Identity(X509Bundle bundle) {

    /** Where an identity was written to. */
    public record Written(Path certificate, Path key) {}

    /** Leaf, then CA. */
    public String certificatePem() {
        return bundle.getCertificatePathPEM() + bundle.getRootCertificatePEM();
    }

    /** PKCS#8. */
    public String keyPem() {
        return bundle.getPrivateKeyPEM();
    }

    /** SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal. */
    public String keyHash() {
        try {
            byte[] key = bundle.getCertificate().getPublicKey().getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public BigInteger serial() {
        return bundle.getCertificate().getSerialNumber();
    }

    /** Leaves {@code NAME.crt} and {@code NAME.key} in that folder. */
    public Written writeTo(Path folder, String name) {
        try {
            return new Written(
                    Files.writeString(folder.resolve(name + ".crt"), certificatePem()),
                    Files.writeString(folder.resolve(name + ".key"), keyPem()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** TLS as this party, which trusts that CA. */
    SSLContext trusting(X509Bundle ca) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(bundle.toKeyStore(new char[0]), new char[0]);
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", ca.getCertificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
