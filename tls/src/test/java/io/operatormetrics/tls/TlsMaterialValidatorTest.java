package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.NOW;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

class TlsMaterialValidatorTest {
    private static final String CERTIFICATE = SERVER.getCertificatePathPEM();
    private static final String KEY = SERVER.getPrivateKeyPEM();
    private static final String CLIENT_CA = CA.getCertificatePEM();

    static Stream<Arguments> unusable() {
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        X509Bundle other = TestPki.server("other");
        X509Bundle expired = TestPki.server("server", TestPki.expired());
        X509Bundle early = TestPki.server("server", TestPki.notBefore(tomorrow));
        X509Bundle clientsOnly = TestPki.client("server");
        X509Bundle encrypting =
                TestPki.build(CA, builder -> builder.subject("CN=server").setKeyUsage(true, KeyUsage.dataEncipherment));
        X509Bundle expiredCa = TestPki.build(
                null, TestPki.expired().andThen(b -> b.subject("CN=old").setIsCertificateAuthority(true))::apply);
        X509Bundle earlyCa = TestPki.build(
                null,
                TestPki.notBefore(tomorrow).andThen(b -> b.subject("CN=new").setIsCertificateAuthority(true))::apply);
        return Stream.of(
                Arguments.of(
                        "a half-written certificate",
                        TestPki.material(CERTIFICATE.substring(0, CERTIFICATE.length() / 2), KEY, CLIENT_CA),
                        "tls.crt: block CERTIFICATE without its end"),
                Arguments.of(
                        "a certificate behind a byte order mark",
                        TestPki.material("\u00EF\u00BB\u00BF" + CERTIFICATE, KEY, CLIENT_CA),
                        "tls.crt: text that begins with a byte order mark"),
                Arguments.of(
                        "a key in the certificate's place",
                        TestPki.material(KEY, KEY, CLIENT_CA),
                        "tls.crt: found PRIVATE KEY alone"),
                Arguments.of(
                        "a key beside the CA",
                        TestPki.material(CERTIFICATE, KEY, CLIENT_CA + KEY),
                        "ca.crt: block 2 is PRIVATE KEY"),
                Arguments.of("an empty key", TestPki.material(CERTIFICATE, "", CLIENT_CA), "tls.key: empty"),
                Arguments.of(
                        "the key of another pair",
                        TestPki.material(CERTIFICATE, other.getPrivateKeyPEM(), CLIENT_CA),
                        "tls.crt and tls.key: the private key (EC P-256) does not match the certificate (CN=server, EC P-256)"),
                Arguments.of(
                        "an expired certificate",
                        TestPki.material(expired, CA),
                        "tls.crt: certificate of CN=server expired at " + NOW.minus(Duration.ofDays(1))),
                Arguments.of(
                        "a certificate of tomorrow",
                        TestPki.material(early, CA),
                        "tls.crt: certificate of CN=server is not valid before " + tomorrow),
                Arguments.of(
                        "a certificate for clients",
                        TestPki.material(clientsOnly, CA),
                        "tls.crt: certificate of CN=server is not for a TLS server"),
                Arguments.of(
                        "a certificate for neither signing nor key exchange",
                        TestPki.material(encrypting, CA),
                        "tls.crt: certificate of CN=server is not for a TLS server"),
                Arguments.of(
                        "no CA but garbage",
                        TestPki.material(CERTIFICATE, KEY, "x"),
                        "ca.crt: text without a PEM block"),
                Arguments.of(
                        "a leaf in the CA's place",
                        TestPki.material(SERVER, SERVER),
                        "ca.crt: certificate of CN=server is not that of a CA"),
                Arguments.of(
                        "an expired CA",
                        TestPki.material(SERVER, expiredCa),
                        "ca.crt: every CA certificate has expired"),
                Arguments.of(
                        "a CA of tomorrow",
                        TestPki.material(SERVER, earlyCa),
                        "ca.crt: no CA certificate is valid before " + tomorrow));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void refuses(String name, TlsMaterial material, String problem) {
        assertThat(check(material, Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Unusable.class,
                        unusable -> assertThat(Finding.texts(unusable.problems()))
                                .singleElement()
                                .asString()
                                .startsWith(problem)
                                .contains("(expected: "));
    }

    @Test
    void findsAllProblemsAtOnce() {
        TlsMaterial material = TestPki.material(CERTIFICATE, CERTIFICATE, KEY);
        assertThat(check(material, Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Unusable.class,
                        unusable -> assertThat(Finding.texts(unusable.problems()))
                                .satisfiesExactly(
                                        key -> assertThat(key).startsWith("tls.key: found CERTIFICATE"),
                                        ca -> assertThat(ca).startsWith("ca.crt: block 1 is PRIVATE KEY")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "RSA 1024, -algorithm RSA -pkeyopt rsa_keygen_bits:1024, found a private key of kind RSA 1024",
        "Ed25519, -algorithm ED25519, found a private key of kind Ed25519",
    })
    void refusesKeysOfOtherKinds(String kind, String options, String problem) throws Exception {
        String key = OpenSsl3.run("", ("genpkey " + options).split(" ", -1));
        assertThat(check(TestPki.material(CERTIFICATE, key, CLIENT_CA), Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Unusable.class,
                        unusable -> assertThat(Finding.texts(unusable.problems()))
                                .anySatisfy(found -> assertThat(found).startsWith("tls.key: " + problem)));
    }

    @Test
    void saysWhenMaterialBecomesGoodByItself() {
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        TlsMaterial material = TestPki.material(TestPki.server("server", TestPki.notBefore(tomorrow)), CA);

        assertThat(check(material, Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Unusable.class,
                        unusable -> assertThat(unusable.goodFrom()).hasValue(tomorrow));
        assertThat(check(material, Policies.DEFAULT, tomorrow)).isInstanceOf(ValidatedMaterial.Usable.class);
    }

    @Test
    void listsAllThatIsMissingAndWhoMakesIt() {
        TlsMaterial material = new TlsMaterial(
                new Missing("Secret a/b, key tls.crt", "not found; c creates it"),
                new Loaded("Secret a/b, key tls.key", "garbage"),
                new Missing("Secret a/ca, key tls.crt", "not found; d creates it"));
        assertThat(check(material, Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Absent.class,
                        absent -> assertThat(Finding.texts(absent.missing()))
                                .containsExactly(
                                        "Secret a/b, key tls.crt: not found; c creates it",
                                        "Secret a/ca, key tls.crt: not found; d creates it"));
    }

    @Test
    void saysOnceThatTheSecretOfBothPartsIsMissing() {
        Missing secret = new Missing("Secret a/b", "not found; c creates it");
        TlsMaterial material = new TlsMaterial(secret, secret, new Missing("Secret a/ca", "not found; d creates it"));
        assertThat(check(material, Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Absent.class,
                        absent -> assertThat(Finding.texts(absent.missing()))
                                .containsExactly(
                                        "Secret a/b: not found; c creates it", "Secret a/ca: not found; d creates it"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"NONE", "REQUIRE_ANY"})
    void needsNoCaWhereNothingIsVerified(ClientAuth clientAuth) {
        TlsMaterial material = new TlsMaterial(
                new Loaded("tls.crt", CERTIFICATE), new Loaded("tls.key", KEY), new Missing("ca.crt", "not found"));
        assertThat(check(material, Policies.of(TlsProvider.JDK, clientAuth), NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Usable.class,
                        usable -> assertThat(usable.clientCas()).isEmpty());
    }

    @Test
    void keepsAnEndedCaBesideAGoodOne() {
        X509Bundle expiredCa = TestPki.build(
                null, TestPki.expired().andThen(b -> b.subject("CN=old").setIsCertificateAuthority(true))::apply);
        TlsMaterial material = TestPki.material(CERTIFICATE, KEY, expiredCa.getCertificatePEM() + CLIENT_CA);
        assertThat(check(material, Policies.DEFAULT, NOW))
                .isInstanceOfSatisfying(
                        ValidatedMaterial.Usable.class,
                        usable -> assertThat(usable.clientCas()).hasSize(2));
    }

    private static ValidatedMaterial check(TlsMaterial material, TlsPolicy policy, Instant now) {
        return TlsMaterialValidator.check(new MaterialSnapshot(material, Optional.empty()), policy, now);
    }
}
