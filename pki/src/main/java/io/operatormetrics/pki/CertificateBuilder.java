package io.operatormetrics.pki;

import io.operatormetrics.x509.KeyKind;
import io.operatormetrics.x509.Pem;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX500NameUtil;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.stream.Stream;

/** The certificates of this package, extension by extension (RFC 5280, section 4.2). All use of Bouncy Castle is here. */
final class CertificateBuilder {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 128;

    private CertificateBuilder() {}

    static X509Certificate selfSigned(String commonName, KeyPair keys, Validity validity) {
        try {
            X500Name name = name(commonName);
            JcaX509v3CertificateBuilder draft = draft(name, name, keys.getPublic(), validity);
            // It signs leaves only: path length 0.
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            SubjectKeyIdentifier identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic());
            draft.addExtension(Extension.subjectKeyIdentifier, false, identifier);
            // By this one the Go operator recognizes the leaves of a CA, not by the one above.
            draft.addExtension(
                    Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(identifier.getKeyIdentifier()));
            return signed(draft, keys.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a CA certificate for \"" + commonName + "\"", e);
        }
    }

    static X509Certificate leaf(
            LeafRequest request, PublicKey key, Validity validity, X509Certificate issuer, PrivateKey issuerKey) {
        try {
            X500Name name = name(request.commonName());
            JcaX509v3CertificateBuilder draft = draft(JcaX500NameUtil.getSubject(issuer), name, key, validity);
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            draft.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            draft.addExtension(
                    Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
            draft.addExtension(Extension.authorityKeyIdentifier, false, authorityOf(issuer));
            draft.addExtension(Extension.subjectAlternativeName, false, alternativeNames(request));
            return signed(draft, issuerKey);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate for \"" + request.commonName() + "\"", e);
        }
    }

    /** PKCS#10 (RFC 2986), PEM, with the names asked for as an extension. */
    static String signingRequest(LeafRequest request, KeyPair keys) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, alternativeNames(request));
            byte[] der = new JcaPKCS10CertificationRequestBuilder(name(request.commonName()), keys.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder(signatureAlgorithm(keys.getPrivate())).build(keys.getPrivate()))
                    .getEncoded();
            return Pem.encode("CERTIFICATE REQUEST", der);
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a request for \"" + request.commonName() + "\"", e);
        }
    }

    /** An RSA key as PEM in PKCS#1 (RFC 8017, appendix A.1.2), which the Go operator tries first. */
    static String pkcs1(PrivateKey key) {
        try {
            return Pem.encode(
                    "RSA PRIVATE KEY",
                    PrivateKeyInfo.getInstance(key.getEncoded())
                            .parsePrivateKey()
                            .toASN1Primitive()
                            .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode an RSA key", e);
        }
    }

    private static JcaX509v3CertificateBuilder draft(
            X500Name issuer, X500Name subject, PublicKey key, Validity validity) {
        return new JcaX509v3CertificateBuilder(
                issuer, serial(), Date.from(validity.notBefore()), Date.from(validity.notAfter()), subject, key);
    }

    /** Never zero: RFC 5280 wants a positive number. */
    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).max(BigInteger.ONE);
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    /** The issuer's identifier as its certificate states it: others may compute theirs in another way than we do. */
    private static AuthorityKeyIdentifier authorityOf(X509Certificate issuer)
            throws IOException, GeneralSecurityException {
        byte[] stated = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (stated == null) {
            return new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey());
        }
        SubjectKeyIdentifier identifier =
                SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(stated));
        return new AuthorityKeyIdentifier(identifier.getKeyIdentifier());
    }

    private static GeneralNames alternativeNames(LeafRequest request) {
        Stream<GeneralName> dns = request.dnsNames().stream().map(name -> new GeneralName(GeneralName.dNSName, name));
        Stream<GeneralName> ip = request.ipAddresses().stream()
                .map(InetAddress::getHostAddress)
                .map(address -> new GeneralName(GeneralName.iPAddress, address));
        return new GeneralNames(Stream.concat(dns, ip).toArray(GeneralName[]::new));
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder draft, PrivateKey issuerKey)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        draft.build(new JcaContentSignerBuilder(signatureAlgorithm(issuerKey)).build(issuerKey)));
    }

    /** The hash is as strong as the curve (FIPS 186-5, section 6.1.1). */
    private static String signatureAlgorithm(PrivateKey key) {
        return switch (KeyKind.of(key)) {
            case KeyKind.Rsa rsa -> "SHA256withRSA";
            case KeyKind.Ec(String curve) when curve.equals("P-384") -> "SHA384withECDSA";
            case KeyKind.Ec(String curve) when curve.equals("P-521") -> "SHA512withECDSA";
            case KeyKind.Ec ec -> "SHA256withECDSA";
            case KeyKind.Other(String algorithm) ->
                throw new IllegalArgumentException("key of kind " + algorithm + " (expected: RSA or EC)");
        };
    }
}
