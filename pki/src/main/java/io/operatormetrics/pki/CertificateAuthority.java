package io.operatormetrics.pki;

import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.Pem;
import io.operatormetrics.x509.X509Exception;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Issues key pairs, each fit for TLS servers and TLS clients.
 *
 * <p>Holds a private key for as long as it lives. Safe for use by several threads.
 */
public final class CertificateAuthority {

    /** Ten years, two of them leap years. */
    static final Duration LIFETIME = Duration.ofDays(3652);

    static final Duration LEAF_LIFETIME = Duration.ofDays(825);

    /** How far back a certificate starts: the verifier's clock may be behind ours. */
    static final Duration BACKDATING = Duration.ofMinutes(5);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    private CertificateAuthority(CertificateKeyPair pair, Clock clock) {
        this(pair.leaf(), pair.key(), clock);
    }

    /**
     * A new self-signed authority from which programs can issue that sign with SHA256-RSA only: RSA of 3072 bits, and with an authority key
     * identifier, with which they may compare that of each leaf. Ten years. Computes for a second or more.
     */
    public static CertificateAuthority createRsa(String commonName, Clock clock) {
        return create(commonName, KeyPairs.rsa3072(), clock);
    }

    /** A new self-signed authority that is made at once: P-256, ten years. */
    public static CertificateAuthority create(String commonName, Clock clock) {
        return create(commonName, KeyPairs.p256(), clock);
    }

    private static CertificateAuthority create(String commonName, KeyPair keys, Clock clock) {
        Instant now = clock.instant();
        X509Certificate certificate = CertificateBuilder.selfSigned(
                commonName, keys, new Validity(now.minus(BACKDATING), now.plus(LIFETIME)));
        return new CertificateAuthority(certificate, keys.getPrivate(), clock);
    }

    /**
     * An authority that somebody else made: RSA of 2048 to 4096 bits, P-256, P-384 or P-521; its key in PKCS#1, PKCS#8 or SEC 1.
     *
     * @throws X509Exception that says what is the matter when it cannot issue: not a CA, not valid now, a key of another kind
     */
    public static CertificateAuthority adopt(StoredPair stored, Clock clock) throws X509Exception {
        return new CertificateAuthority(CaValidation.of(stored, clock.instant()), clock);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** PEM, one certificate: all that is needed to trust this authority. */
    public String certificatePem() {
        return Certificates.encode(List.of(certificate));
    }

    /** PEM, unencrypted, RSA in PKCS#1 and others in PKCS#8: for the Secret that keeps this authority, and for nothing else. */
    public String keyPem() {
        return key instanceof RSAPrivateKey
                ? CertificateBuilder.pkcs1(key)
                : Pem.encode("PRIVATE KEY", key.getEncoded());
    }

    /**
     * Asks a certificate, without its key, whether it can be that of an authority that issues now.
     *
     * @param origin where it was read, for messages
     * @throws X509Exception that says why not
     */
    public static void requireAble(String origin, X509Certificate certificate, Instant now) throws X509Exception {
        CaValidation.requireAble(origin, certificate, now);
    }

    /** When a pair that the authority of this certificate issues at that instant would end. */
    public static Instant issuesUntil(X509Certificate certificate, Instant now) {
        return leafValidity(certificate, now).notAfter();
    }

    /**
     * A fresh P-256 key and its certificate, valid for 825 days but never longer than this authority.
     *
     * @throws IllegalStateException if this authority has expired
     */
    public IssuedPair issue(LeafRequest request) {
        Instant now = clock.instant();
        Instant ownEnd = certificate.getNotAfter().toInstant();
        if (!now.isBefore(ownEnd)) {
            throw new IllegalStateException("cannot issue for \"%s\": the CA %s expired at %s"
                    .formatted(
                            request.commonName(),
                            certificate.getSubjectX500Principal().getName(),
                            ownEnd));
        }
        KeyPair keys = KeyPairs.p256();
        X509Certificate leaf =
                CertificateBuilder.leaf(request, keys.getPublic(), leafValidity(certificate, now), certificate, key);
        return new IssuedPair(List.of(leaf, certificate), keys.getPrivate());
    }

    private static Validity leafValidity(X509Certificate certificate, Instant now) {
        return new Validity(now.minus(BACKDATING), now.plus(LEAF_LIFETIME))
                .within(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant());
    }
}
