package io.operatormetrics.pki;

import io.operatormetrics.x509.PrivateKeys;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Certificates that our own CA does not make, but that come by. */
final class OddCertificates {
    static final KeyPair KEYS = keys("EC", 256);

    private OddCertificates() {}

    /** A pair whose leaf has no extended key usage {@code clientAuth}. */
    static IssuedPair forServersOnly(CertificateAuthority ca, List<String> names, Instant from) {
        return signed(ca, names, new Validity(from, from.plus(Duration.ofDays(90))), KeyPurposeId.id_kp_serverAuth);
    }

    static IssuedPair of(CertificateAuthority ca, List<String> names, Validity validity) {
        return signed(ca, names, validity, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    }

    /** Leaf, then the intermediate that signed it; the CA that signed that one is left out. */
    static IssuedPair throughAnIntermediate(CertificateAuthority ca, List<String> names, Instant from) {
        try {
            KeyPair intermediateKeys = keys("RSA", 2048);
            Validity validity = new Validity(from, from.plus(Duration.ofDays(90)));
            var draft = draft(name(ca.certificate()), new X500Name("CN=middle"), intermediateKeys, validity);
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            X509Certificate intermediate = sign(draft, "SHA256withECDSA", PrivateKeys.parse("CA", ca.keyPem()));
            var leaf = draft(name(intermediate), new X500Name("CN=leaf"), KEYS, validity);
            addNamesAndUsage(leaf, names, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
            return new IssuedPair(
                    List.of(sign(leaf, "SHA256withRSA", intermediateKeys.getPrivate()), intermediate),
                    KEYS.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Self-signed, without the extensions that make a CA. */
    static X509Certificate selfSignedLeaf(KeyPair keys, Validity validity) {
        try {
            X500Name name = new X500Name("CN=not-a-ca");
            return sign(draft(name, name, keys, validity), "SHA256withECDSA", keys.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a signer elsewhere makes of a request. */
    static X509Certificate leafFor(CertificateAuthority ca, PublicKey key, List<String> names, Validity validity) {
        try {
            var draft = draft(name(ca.certificate()), new X500Name("CN=leaf"), new KeyPair(key, null), validity);
            addNamesAndUsage(draft, names, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
            return sign(draft, "SHA256withECDSA", PrivateKeys.parse("CA", ca.keyPem()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static IssuedPair signed(
            CertificateAuthority ca, List<String> names, Validity validity, KeyPurposeId... usages) {
        try {
            var draft = draft(name(ca.certificate()), new X500Name("CN=leaf"), KEYS, validity);
            addNamesAndUsage(draft, names, usages);
            X509Certificate leaf = sign(draft, "SHA256withECDSA", PrivateKeys.parse("CA", ca.keyPem()));
            return new IssuedPair(List.of(leaf, ca.certificate()), KEYS.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void addNamesAndUsage(JcaX509v3CertificateBuilder draft, List<String> names, KeyPurposeId... usages)
            throws Exception {
        draft.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usages));
        draft.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(names.stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new)));
    }

    private static JcaX509v3CertificateBuilder draft(
            X500Name issuer, X500Name subject, KeyPair keys, Validity validity) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.TEN,
                Date.from(validity.notBefore()),
                Date.from(validity.notAfter()),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder draft, String algorithm, PrivateKey key)
            throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(draft.build(new JcaContentSignerBuilder(algorithm).build(key)));
    }

    private static X500Name name(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}
