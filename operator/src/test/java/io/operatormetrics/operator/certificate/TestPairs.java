package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.LeafRequest;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;

/** Authorities and pairs that others made. */
final class TestPairs {

    /** What the endpoint is called by default. */
    static final List<String> ENDPOINT = List.of(
            "tigera-operator-metrics",
            "tigera-operator-metrics.tigera-operator",
            "tigera-operator-metrics.tigera-operator.svc",
            "tigera-operator-metrics.tigera-operator.svc.cluster.local");

    private TestPairs() {}

    static CertificateAuthority authority(String name) {
        return authority(name, HandClock.START);
    }

    static CertificateAuthority authority(String name, Instant made) {
        return CertificateAuthority.create(name, Clock.fixed(made, ZoneOffset.UTC));
    }

    static IssuedPair serverPair(CertificateAuthority by) {
        return pair(by, ENDPOINT.toArray(String[]::new));
    }

    static IssuedPair pair(CertificateAuthority by, String... names) {
        return by.issue(LeafRequest.forDnsNames(
                names[0], List.of(names).subList(1, names.length).toArray(String[]::new)));
    }

    /** A leaf of that CA, with uses and lifetime as asked. */
    static X509Certificate leaf(
            CertificateAuthority by, PublicKey key, Lifetime life, List<String> names, KeyPurposeId... uses) {
        try {
            X500Name issuer = X500Name.getInstance(
                    by.certificate().getSubjectX500Principal().getEncoded());
            return leaf(issuer, PrivateKeys.parse("CA", by.keyPem()), key, life, names, uses);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pair that nobody but itself speaks for. */
    static IssuedPair selfSigned(List<String> names, KeyPurposeId... uses) {
        try {
            KeyPair keys = keys();
            X509Certificate leaf = leaf(
                    new X500Name("CN=" + names.getFirst()),
                    keys.getPrivate(),
                    keys.getPublic(),
                    Lifetime.days(365),
                    names,
                    uses);
            return new IssuedPair(List.of(leaf), keys.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A CA that ends when it ends, and whose certificate has no key identifier. */
    static IssuedPair bareAuthority(String name, Lifetime life) {
        try {
            KeyPair keys = keys();
            X500Name subject = new X500Name("CN=" + name);
            var draft = new JcaX509v3CertificateBuilder(
                    subject, BigInteger.TWO, Date.from(life.from()), Date.from(life.end()), subject, keys.getPublic());
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return new IssuedPair(
                    List.of(new JcaX509CertificateConverter()
                            .getCertificate(draft.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())))),
                    keys.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** From when to when. */
    record Lifetime(Instant from, Instant end) {
        static Lifetime days(int days) {
            return new Lifetime(HandClock.START, HandClock.START.plus(Duration.ofDays(days)));
        }

        static Lifetime of(Instant from, Duration length) {
            return new Lifetime(from, from.plus(length));
        }
    }

    private static X509Certificate leaf(
            X500Name issuer, PrivateKey by, PublicKey key, Lifetime life, List<String> names, KeyPurposeId... uses)
            throws Exception {
        var draft = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.TEN,
                Date.from(life.from()),
                Date.from(life.end()),
                new X500Name("CN=" + names.getFirst()),
                key);
        draft.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses));
        draft.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(names.stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new)));
        return new JcaX509CertificateConverter()
                .getCertificate(draft.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    }
}
