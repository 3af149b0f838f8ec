package io.operatormetrics.x509;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CertificateKeyPairTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rsa2048", "p256", "p384"})
    void takesTheKeyOfTheLeaf(String name) throws Exception {
        CertificateKeyPair pair = CertificateKeyPair.prove("pair", chain(name + "-certificate"), key(name + "-pkcs8"));

        assertThat(pair.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=" + name);
        assertThat(pair).asString().contains("CN=" + name).hasSizeLessThan(40);
    }

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource({
        "p256-certificate, rsa2048-pkcs1, RSA 2048, EC P-256",
        "p256-certificate, p256-sec1-parameters, EC P-256, EC P-256",
        "p256-certificate, p384-pkcs8, EC P-384, EC P-256",
        "rsa2048-certificate, rsa1024-pkcs8, RSA 1024, RSA 2048",
    })
    void refusesAnyOtherKey(String certificate, String key, String keyKind, String leafKind) throws Exception {
        List<X509Certificate> chain = chain(certificate);
        PrivateKey privateKey = key(key);
        assertThatThrownBy(() -> CertificateKeyPair.prove("a and b", chain, privateKey))
                .isInstanceOf(X509Exception.class)
                .hasMessageStartingWith(
                        "a and b: the private key (" + keyKind + ") does not match the certificate (CN=")
                .hasMessageContaining(leafKind);
    }

    @Test
    void saysThatTheLeafMustComeFirst() throws Exception {
        List<X509Certificate> chain =
                Certificates.parse("chain", Fixtures.pem("p384-certificate") + Fixtures.pem("p256-certificate"));
        PrivateKey key = key("p256-pkcs8");
        assertThatThrownBy(() -> CertificateKeyPair.prove("pair", chain, key))
                .isInstanceOf(X509Exception.class)
                .hasMessage("pair: the private key is that of certificate 2 of the chain (expected: the leaf first)");
    }

    private static List<X509Certificate> chain(String name) throws X509Exception {
        return Certificates.parse(name, Fixtures.pem(name));
    }

    private static PrivateKey key(String name) throws X509Exception {
        return PrivateKeys.parse(name, Fixtures.pem(name));
    }
}
