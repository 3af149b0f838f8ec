package io.operatormetrics.pki;

import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.Pem;
import io.operatormetrics.x509.X509Exception;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CaValidationTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Validity TODAY = new Validity(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(3650)));

    @ParameterizedTest(name = "a CA with a key of {0} {1} in a block {2} signs with {3}")
    @CsvSource({
        "RSA, 2048, RSA PRIVATE KEY, SHA256withRSA",
        "RSA, 2048, PRIVATE KEY, SHA256withRSA",
        "RSA, 4096, PRIVATE KEY, SHA256withRSA",
        "EC, 256, EC PRIVATE KEY, SHA256withECDSA",
        "EC, 256, PRIVATE KEY, SHA256withECDSA",
        "EC, 384, EC PRIVATE KEY, SHA384withECDSA",
        "EC, 521, EC PRIVATE KEY, SHA512withECDSA",
    })
    void adoptsWhateverMadeIt(String algorithm, int bits, String label, String signature) throws Exception {
        KeyPair keys = OddCertificates.keys(algorithm, bits);
        X509Certificate certificate = CertificateBuilder.selfSigned("someone@else", keys, TODAY);
        StoredPair stored = stored(certificate, Pem.encode(label, encoded(keys, label)));

        CertificateAuthority adopted = CertificateAuthority.adopt(stored, CLOCK);
        IssuedPair issued = adopted.issue(LeafRequest.forDnsNames("operator-metrics"));

        issued.leaf().verify(certificate.getPublicKey());
        assertThat(issued.leaf().getSigAlgName()).isEqualTo(signature);
        assertThat(issued.leaf().getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(issued.chain()).containsExactly(issued.leaf(), certificate);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("authoritiesThatCannotIssue")
    void refusesWhatCannotIssueAndSaysWhy(String what, StoredPair stored, String found) {
        assertThatExceptionOfType(X509Exception.class)
                .isThrownBy(() -> CertificateAuthority.adopt(stored, CLOCK))
                .withMessageStartingWith("Secret ns/ca")
                .withMessageContaining(found)
                .withMessageContaining("(expected: ");
    }

    static Stream<Arguments> authoritiesThatCannotIssue() {
        KeyPair ec = OddCertificates.KEYS;
        KeyPair small = OddCertificates.keys("RSA", 1024);
        KeyPair large = OddCertificates.keys("RSA", 4104);
        X509Certificate good = CertificateBuilder.selfSigned("ca", ec, TODAY);
        Validity past = new Validity(NOW.minusSeconds(20), NOW.minusSeconds(10));
        Validity future = new Validity(NOW.plusSeconds(10), NOW.plusSeconds(20));
        return Stream.of(
                Arguments.of("no key", stored(good, ""), "empty"),
                Arguments.of("no certificate", new StoredPair("Secret ns/ca", "", pem(ec)), "empty"),
                Arguments.of("another key", stored(good, pem(OddCertificates.keys("EC", 256))), "does not match"),
                Arguments.of("RSA 1024", stored(CertificateBuilder.selfSigned("ca", small, TODAY), pem(small)), "1024"),
                Arguments.of("RSA 4104", stored(CertificateBuilder.selfSigned("ca", large, TODAY), pem(large)), "4104"),
                Arguments.of("a leaf", stored(OddCertificates.selfSignedLeaf(ec, TODAY), pem(ec)), "is not a CA"),
                Arguments.of("past", stored(CertificateBuilder.selfSigned("ca", ec, past), pem(ec)), "is valid from"),
                Arguments.of(
                        "future", stored(CertificateBuilder.selfSigned("ca", ec, future), pem(ec)), "is valid from"));
    }

    @Test
    void issuesNoLongerThanItLives() throws Exception {
        KeyPair keys = OddCertificates.KEYS;
        Instant end = NOW.plus(Duration.ofDays(10));
        X509Certificate certificate = CertificateBuilder.selfSigned("ca", keys, new Validity(NOW, end));
        CertificateAuthority adopted = CertificateAuthority.adopt(stored(certificate, pem(keys)), CLOCK);

        assertThat(CertificateAuthority.issuesUntil(adopted.certificate(), NOW)).isEqualTo(end);
        assertThat(adopted.issue(new LeafRequest("x", List.of("x"), List.of()))
                        .leaf()
                        .getNotAfter()
                        .toInstant())
                .isEqualTo(end);
    }

    private static StoredPair stored(X509Certificate certificate, String key) {
        return new StoredPair("Secret ns/ca", Certificates.encode(List.of(certificate)), key);
    }

    private static String pem(KeyPair keys) {
        return Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /** PKCS#8 as it is; what it wraps for PKCS#1 and SEC 1. */
    private static byte[] encoded(KeyPair keys, String label) throws Exception {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        if (label.equals("PRIVATE KEY")) {
            return pkcs8;
        }
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
        if (label.equals("RSA PRIVATE KEY")) {
            return info.parsePrivateKey().toASN1Primitive().getEncoded();
        }
        var bare = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
        return new org.bouncycastle.asn1.sec.ECPrivateKey(
                        ((java.security.interfaces.ECKey) keys.getPrivate())
                                .getParams()
                                .getOrder()
                                .bitLength(),
                        bare.getKey(),
                        info.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();
    }
}
