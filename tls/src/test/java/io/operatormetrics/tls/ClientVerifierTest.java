package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientVerifierTest {
    private static final X509Bundle INTERMEDIATE = intermediate(CA, "intermediate");
    private static final X509Certificate LEAF = leaf(INTERMEDIATE);

    @Test
    void followsAnIntermediateWhereverItStands() {
        X509Certificate noise = TestPki.OTHER_CA.getCertificate();
        assertAccepted(List.of(CA), LEAF, INTERMEDIATE.getCertificate());
        assertAccepted(List.of(CA), LEAF, noise, INTERMEDIATE.getCertificate(), CA.getCertificate());
        assertRefused(ClientRejection.UNKNOWN_CA, List.of(CA), LEAF);
    }

    @Test
    void trustsAnIntermediateThatIsInTheBundleItself() {
        assertAccepted(List.of(INTERMEDIATE), LEAF);
        assertRefused(ClientRejection.UNKNOWN_CA, List.of(INTERMEDIATE), leaf(CA));
    }

    @Test
    void tellsTwoCasOfOneNameApart() {
        X509Bundle renewed = TestPki.ca("client-ca");
        assertAccepted(List.of(CA, renewed), leaf(CA));
        assertAccepted(List.of(renewed, CA), leaf(CA));
        assertRefused(ClientRejection.UNKNOWN_CA, List.of(renewed), leaf(CA));
    }

    @Test
    void refusesAnIssuerThatIsNoCa() {
        X509Bundle noCa = TestPki.client("no-ca");
        X509Bundle forged = TestPki.build(
                X509Bundle.fromCertificatePath(noCa.getCertificatePath(), CA.getCertificate(), noCa.getKeyPair()),
                builder -> builder.subject("CN=prometheus"));
        assertRefused(ClientRejection.UNACCEPTABLE, List.of(CA), forged.getCertificate(), noCa.getCertificate());
    }

    @Test
    void refusesTheClientsOfACaThatHasEnded() {
        X509Bundle ended = TestPki.build(
                null, TestPki.expired().andThen(b -> b.subject("CN=ended").setIsCertificateAuthority(true))::apply);
        assertRefused(ClientRejection.EXPIRED, List.of(CA, ended), leaf(ended));
        assertAccepted(List.of(CA, ended), leaf(CA));
    }

    @Test
    void looksAtTheClockItIsGiven() {
        X509Certificate[] chain = {leaf(CA)};
        assertThatThrownBy(() -> verifier(List.of(CA), Duration.ofDays(40)).verify(chain))
                .isInstanceOfSatisfying(
                        ClientRejectedException.class,
                        refused -> assertThat(refused.rejection()).isEqualTo(ClientRejection.EXPIRED));
    }

    @Test
    void goesNoFurtherThanAFewIntermediates() {
        List<X509Certificate> chain = new ArrayList<>();
        X509Bundle issuer = CA;
        for (int i = 1; i <= 5; i++) {
            issuer = intermediate(issuer, "intermediate-" + i);
            chain.addFirst(issuer.getCertificate());
        }
        X509Certificate leaf = leaf(issuer);
        chain.addFirst(leaf);
        assertRefused(ClientRejection.UNKNOWN_CA, List.of(CA), chain.toArray(X509Certificate[]::new));
    }

    @Test
    void refusesAClientWhoseUseIsSomethingElse() {
        X509Bundle mail =
                TestPki.build(CA, builder -> builder.subject("CN=mail").addExtendedKeyUsageEmailProtection());
        X509Bundle encrypting = TestPki.build(
                CA, builder -> builder.subject("CN=encrypting").setKeyUsage(true, KeyUsage.keyEncipherment));
        X509Bundle unlimited = TestPki.build(CA, builder -> builder.subject("CN=unlimited"));

        assertRefused(ClientRejection.WRONG_PURPOSE, List.of(CA), mail.getCertificate());
        assertRefused(ClientRejection.WRONG_PURPOSE, List.of(CA), encrypting.getCertificate());
        assertAccepted(List.of(CA), unlimited.getCertificate());
    }

    private static X509Bundle intermediate(X509Bundle issuer, String name) {
        return TestPki.build(
                issuer,
                builder -> builder.subject("CN=" + name)
                        .setIsCertificateAuthority(true)
                        .setKeyUsage(true, KeyUsage.keyCertSign));
    }

    private static X509Certificate leaf(X509Bundle issuer) {
        return TestPki.client("prometheus", issuer, UnaryOperator.identity()).getCertificate();
    }

    private static void assertAccepted(List<X509Bundle> cas, X509Certificate... chain) {
        assertThatCode(() -> verifier(cas, Duration.ZERO).verify(chain)).doesNotThrowAnyException();
    }

    private static void assertRefused(ClientRejection reason, List<X509Bundle> cas, X509Certificate... chain) {
        assertThatThrownBy(() -> verifier(cas, Duration.ZERO).verify(chain))
                .isInstanceOfSatisfying(
                        ClientRejectedException.class,
                        refused -> assertThat(refused.rejection())
                                .as(refused.getMessage())
                                .isEqualTo(reason));
    }

    private static ClientVerifier verifier(List<X509Bundle> cas, Duration later) {
        return new ClientVerifier(
                cas.stream().map(X509Bundle::getCertificate).toList(),
                new NameList.Everybody(),
                Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }
}
