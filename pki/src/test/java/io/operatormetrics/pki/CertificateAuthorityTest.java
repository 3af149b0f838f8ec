package io.operatormetrics.pki;

import io.operatormetrics.x509.KeyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final int DNS = 2;
    private static final int IP = 7;

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.createRsa("signer", at(NOW));

    @Test
    void isAnRsaAuthorityForTenYearsThatSignsLeavesOnly() {
        X509Certificate certificate = AUTHORITY.certificate();

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=signer");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(KeyKind.of(certificate.getPublicKey())).isEqualTo(new KeyKind.Rsa(3072));
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
        assertThat(certificate.getNotBefore()).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
        assertThat(certificate.getNotAfter()).isEqualTo("2036-11-23T10:00:00Z");
        assertThat(certificate.getBasicConstraints()).as("path length of a CA").isZero();
        assertThat(keyUsage(certificate)).containsExactly("keyCertSign", "cRLSign");
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        assertThat(identifier(certificate, AUTHORITY_KEY_IDENTIFIER, 6))
                .as("by which the Go operator recognizes leaves")
                .hasSize(20)
                .isEqualTo(identifier(certificate, SUBJECT_KEY_IDENTIFIER, 4));
    }

    @Test
    void writesItsKeyAsTheGoOperatorWritesIts() throws Exception {
        assertThat(AUTHORITY.keyPem()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        CertificateAuthority adopted = CertificateAuthority.adopt(
                new StoredPair("made", AUTHORITY.certificatePem(), AUTHORITY.keyPem()), at(NOW));
        validate(adopted.issue(LeafRequest.forDnsNames("metrics")).leaf(), AUTHORITY);
    }

    @Test
    void issuesLeavesForServersAndClients() throws Exception {
        X509Certificate leaf = AUTHORITY
                .issue(new LeafRequest(
                        "metrics",
                        List.of("metrics", "metrics.ns.svc"),
                        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"))))
                .leaf();

        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=metrics");
        assertThat(leaf.getIssuerX500Principal())
                .isEqualTo(AUTHORITY.certificate().getSubjectX500Principal());
        assertThat(curveBits(leaf)).isEqualTo(256);
        assertThat(leaf.getBasicConstraints()).as("not a CA").isEqualTo(-1);
        assertThat(keyUsage(leaf)).containsExactly("digitalSignature");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly(SERVER_AUTH, CLIENT_AUTH);
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(
                        List.of(DNS, "metrics"),
                        List.of(DNS, "metrics.ns.svc"),
                        List.of(IP, "127.0.0.1"),
                        List.of(IP, "0:0:0:0:0:0:0:1"));
    }

    @Test
    void leafNamesTheKeyOfItsAuthority() {
        X509Certificate leaf =
                AUTHORITY.issue(LeafRequest.forDnsNames("metrics")).leaf();

        assertThat(identifier(leaf, AUTHORITY_KEY_IDENTIFIER, 6))
                .hasSize(20)
                .isEqualTo(identifier(AUTHORITY.certificate(), SUBJECT_KEY_IDENTIFIER, 4));
        assertThat(identifier(leaf, SUBJECT_KEY_IDENTIFIER, 4))
                .isNotEqualTo(identifier(AUTHORITY.certificate(), SUBJECT_KEY_IDENTIFIER, 4));
    }

    /** Both wrap one identifier: OCTET STRING { OCTET STRING id } and OCTET STRING { SEQUENCE { [0] id } }. */
    private static byte[] identifier(X509Certificate certificate, String extension, int headers) {
        byte[] value = certificate.getExtensionValue(extension);
        return Arrays.copyOfRange(value, headers, value.length);
    }

    @Test
    void chainValidatesByTheRulesOfTheJdk() throws Exception {
        IssuedPair pair = AUTHORITY.issue(LeafRequest.forDnsNames("metrics"));

        assertThat(pair.chain()).hasSize(2).last().isEqualTo(AUTHORITY.certificate());
        validate(pair.leaf(), AUTHORITY);
    }

    @Test
    void leafLives825Days() {
        X509Certificate leaf =
                AUTHORITY.issue(LeafRequest.forDnsNames("metrics")).leaf();

        assertThat(leaf.getNotBefore()).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
        assertThat(leaf.getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(825)));
    }

    @Test
    void leafNeverOutlivesItsAuthority() {
        MovableClock clock = new MovableClock(NOW);
        CertificateAuthority old = CertificateAuthority.createRsa("signer", clock);
        clock.now = NOW.plus(Duration.ofDays(3600));

        X509Certificate leaf = old.issue(LeafRequest.forDnsNames("metrics")).leaf();

        assertThat(leaf.getNotAfter()).isEqualTo(old.certificate().getNotAfter());
    }

    @Test
    void leafNeverStartsBeforeItsAuthority() {
        MovableClock clock = new MovableClock(NOW);
        CertificateAuthority young = CertificateAuthority.createRsa("signer", clock);
        clock.now = NOW.minus(Duration.ofMinutes(2));

        X509Certificate leaf = young.issue(LeafRequest.forDnsNames("metrics")).leaf();

        assertThat(leaf.getNotBefore()).isEqualTo(young.certificate().getNotBefore());
    }

    @Test
    void expiredAuthorityRefusesToIssue() {
        MovableClock clock = new MovableClock(NOW);
        CertificateAuthority expired = CertificateAuthority.createRsa("signer", clock);
        clock.now = NOW.plus(Duration.ofDays(4000));

        assertThatIllegalStateException()
                .isThrownBy(() -> expired.issue(LeafRequest.forDnsNames("metrics")))
                .withMessage("cannot issue for \"metrics\": the CA CN=signer expired at " + "2036-11-23T10:00:00Z");
    }

    @Test
    void serialsAreRandomAndPositive() {
        Set<Object> serials = new HashSet<>();
        int longest = 0;
        for (int i = 0; i < 50; i++) {
            var serial =
                    AUTHORITY.issue(LeafRequest.forDnsNames("metrics")).leaf().getSerialNumber();
            assertThat(serial).isPositive();
            longest = Math.max(longest, serial.bitLength());
            serials.add(serial);
        }

        assertThat(serials).hasSize(50);
        assertThat(longest).isBetween(120, 128);
    }

    @Test
    void pemHoldsLeafThenAuthorityAndTheMatchingKey() throws Exception {
        IssuedPair pair = AUTHORITY.issue(LeafRequest.forDnsNames("metrics"));

        var read = CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(pair.certificatePem().getBytes(StandardCharsets.US_ASCII)));
        assertThat(List.copyOf(read)).isEqualTo(List.copyOf(pair.chain()));
        assertThat(pair.certificatePem().lines()).allMatch(line -> line.length() <= 64);

        PrivateKey key = pkcs8(pair.keyPem());
        byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key);
        signer.update(message);
        byte[] signature = signer.sign();
        signer.initVerify(pair.leaf());
        signer.update(message);
        assertThat(signer.verify(signature)).isTrue();
    }

    @Test
    void printsNoKey() {
        IssuedPair pair = AUTHORITY.issue(LeafRequest.forDnsNames("metrics"));

        assertThat(pair).hasToString("CN=metrics");
    }

    @Test
    void refusesARequestWithoutAlternativeNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeafRequest("metrics", List.of(), List.of()))
                .withMessage("subject alternative names of \"metrics\": none (expected: at least one)");
    }

    @ParameterizedTest(name = "a common name of {0} characters")
    @ValueSource(ints = {0, 65})
    void refusesCommonNamesThatRfc5280Forbids(int length) {
        String name = "x".repeat(length);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeafRequest.forDnsNames(name))
                .withMessageContaining("(expected: 1 to 64 characters)");
    }

    static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    private static void validate(X509Certificate leaf, CertificateAuthority authority) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static PrivateKey pkcs8(String pem) throws Exception {
        String base64 = pem.replace("-----BEGIN PRIVATE KEY-----\n", "").replace("-----END PRIVATE KEY-----\n", "");
        byte[] der = Base64.getMimeDecoder().decode(base64);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static int curveBits(X509Certificate certificate) {
        return ((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength();
    }

    private static List<String> keyUsage(X509Certificate certificate) {
        List<String> names = List.of(
                "digitalSignature",
                "nonRepudiation",
                "keyEncipherment",
                "dataEncipherment",
                "keyAgreement",
                "keyCertSign",
                "cRLSign",
                "encipherOnly",
                "decipherOnly");
        boolean[] bits = certificate.getKeyUsage();
        return names.stream().filter(name -> bits[names.indexOf(name)]).toList();
    }

    private static final class MovableClock extends Clock {
        private Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("one zone only");
        }
    }
}
