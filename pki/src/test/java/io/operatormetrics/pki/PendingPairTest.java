package io.operatormetrics.pki;

import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.Pem;
import io.operatormetrics.x509.X509Exception;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PendingPairTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final CertificateAuthority CA =
            CertificateAuthority.create("someone@else", Clock.fixed(NOW, ZoneOffset.UTC));
    private static final LeafRequest REQUEST = LeafRequest.forDnsNames("metrics", "metrics.ns.svc");

    private final PendingPair pending = PendingPair.create(REQUEST);

    @Test
    void asksForItsNamesAndProvesThatItHasTheKey() throws Exception {
        var request = new JcaPKCS10CertificationRequest(
                Pem.decode("request", pending.requestPem()).getFirst().der());

        assertThat(pending.requestPem()).startsWith("-----BEGIN CERTIFICATE REQUEST-----\n");
        assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(request.getPublicKey())))
                .isTrue();
        assertThat(request.getPublicKey()).isEqualTo(pending.publicKey());
        assertThat(request.getSubject()).hasToString("CN=metrics");
        GeneralNames names =
                GeneralNames.fromExtensions(request.getRequestedExtensions(), Extension.subjectAlternativeName);
        assertThat(List.of(names.getNames()))
                .extracting(Object::toString)
                .containsExactly("2: metrics", "2: metrics.ns.svc");
    }

    @Test
    void becomesAPairWithWhatTheSignerAnswers() throws Exception {
        String chain = Certificates.encode(List.of(
                OddCertificates.leafFor(CA, pending.publicKey(), REQUEST.dnsNames(), until(Duration.ofHours(1))),
                CA.certificate()));

        IssuedPair pair = pending.signed("CertificateSigningRequest x", chain);

        assertThat(pair.chain()).hasSize(2);
        CertificateKeyPair.prove("both", pair.chain(), pair.key());
    }

    @Test
    void refusesACertificateForAnotherKey() {
        String other = CA.issue(REQUEST).certificatePem();

        assertThatExceptionOfType(X509Exception.class)
                .isThrownBy(() -> pending.signed("CertificateSigningRequest x", other))
                .withMessageStartingWith("CertificateSigningRequest x: ")
                .withMessageContaining("does not match");
    }

    private static Validity until(Duration lifetime) {
        return new Validity(NOW, NOW.plus(lifetime));
    }
}
