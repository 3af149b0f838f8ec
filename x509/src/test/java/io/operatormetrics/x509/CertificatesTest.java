package io.operatormetrics.x509;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CertificatesTest {

    @Test
    void readsABundleInItsOrderWithTheTextThatOpensslPutsBetween() throws Exception {
        assertThat(Certificates.parse("bundle", Fixtures.pem("p384-certificate") + Fixtures.pem("rsa2048-certificate")))
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=p384", "CN=rsa2048");
    }

    @Test
    void writesWhatItReads() throws Exception {
        var bundle =
                Certificates.parse("bundle", Fixtures.pem("p384-certificate") + Fixtures.pem("rsa2048-certificate"));

        assertThat(Certificates.parse("written", Certificates.encode(bundle))).isEqualTo(bundle);
        assertThat(Certificates.encode(bundle))
                .startsWith("-----BEGIN CERTIFICATE-----\n")
                .endsWith("-----\n");
    }

    @Test
    void refusesAPrivateKeyAmongCertificates() {
        assertThatThrownBy(() ->
                        Certificates.parse("bundle", Fixtures.pem("p384-certificate") + Fixtures.pem("p384-sec1")))
                .isInstanceOf(X509Exception.class)
                .hasMessage("bundle: block 2 is EC PRIVATE KEY (expected: nothing but CERTIFICATE blocks)");
    }

    @Test
    void readsTheChainBesideItsKeyWhereAsked() throws Exception {
        String keyAndChain = Fixtures.pem("p384-sec1-parameters") + Fixtures.pem("p384-certificate");

        assertThat(Certificates.parseBesideKey("bundle", keyAndChain))
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=p384");
        assertThat(KeyKind.of(PrivateKeys.parse("bundle", keyAndChain))).hasToString("EC P-384");
        assertThatThrownBy(() -> Certificates.parseBesideKey("bundle", Fixtures.pem("p384-pkcs8")))
                .isInstanceOf(X509Exception.class)
                .hasMessage("bundle: found PRIVATE KEY alone (expected: a CERTIFICATE block)");
    }

    @Test
    void refusesGarbageAndTruncation() throws Exception {
        byte[] der = Pem.decode("bundle", Fixtures.pem("p384-certificate"))
                .getFirst()
                .der();
        assertThatThrownBy(() ->
                        Certificates.parse("bundle", Pem.encode("CERTIFICATE", Arrays.copyOf(der, der.length - 1))))
                .isInstanceOf(X509Exception.class)
                .hasNoCause()
                .hasMessage("bundle: block 1 is a malformed CERTIFICATE (expected: DER of X.509 inside)");
        assertThatThrownBy(() ->
                        Certificates.parse("bundle", Pem.encode("CERTIFICATE", Arrays.copyOf(der, der.length + 1))))
                .isInstanceOf(X509Exception.class)
                .hasMessageStartingWith("bundle: block 1 ");
    }
}
