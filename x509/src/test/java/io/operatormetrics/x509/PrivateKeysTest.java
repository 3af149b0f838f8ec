package io.operatormetrics.x509;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PrivateKeysTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "rsa2048-pkcs1, RSA 2048",
        "rsa2048-pkcs8, RSA 2048",
        "rsa1024-pkcs8, RSA 1024",
        "p256-pkcs8, EC P-256",
        "p256-sec1, EC P-256",
        "p256-sec1-parameters, EC P-256",
        "p384-pkcs8, EC P-384",
        "p384-sec1, EC P-384",
        "p384-sec1-parameters, EC P-384",
        "p521-pkcs8, EC P-521",
        "p521-sec1, EC P-521",
        "p521-sec1-parameters, EC P-521",
        "ed25519-pkcs8, Ed25519",
    })
    void readsEveryFormat(String fixture, String kind) throws Exception {
        assertThat(KeyKind.of(PrivateKeys.parse("key", Fixtures.pem(fixture)))).hasToString(kind);
    }

    @Test
    void readsTheSameKeyFromEveryFormat() throws Exception {
        assertThat(((RSAPrivateCrtKey) PrivateKeys.parse("key", Fixtures.pem("rsa2048-pkcs1"))).getPrivateExponent())
                .isEqualTo(((RSAPrivateCrtKey) PrivateKeys.parse("key", Fixtures.pem("rsa2048-pkcs8")))
                        .getPrivateExponent());
        assertThat(((ECPrivateKey) PrivateKeys.parse("key", Fixtures.pem("p384-sec1"))).getS())
                .isEqualTo(((ECPrivateKey) PrivateKeys.parse("key", Fixtures.pem("p384-pkcs8"))).getS());
    }

    @Test
    void readsSec1WhoseCurveStandsOnlyInTheParametersBlock() throws Exception {
        byte[] number = Der.read(
                        Pem.decode("key", Fixtures.pem("p256-sec1")).getFirst().der())
                .elements()
                .get(1)
                .bytes();
        byte[] bare =
                Der.write(Der.SEQUENCE, Der.write(Der.INTEGER, new byte[] {1}), Der.write(Der.OCTET_STRING, number));
        String bareKey = Pem.encode("EC PRIVATE KEY", bare);
        String parameters = parametersBlock();

        assertThat(KeyKind.of(PrivateKeys.parse("key", parameters + bareKey))).isEqualTo(new KeyKind.Ec("P-256"));
        assertThatThrownBy(() -> PrivateKeys.parse("key", bareKey))
                .isInstanceOf(X509Exception.class)
                .hasMessageStartingWith("key: found an EC private key without its curve");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "rsa2048-public, found PUBLIC KEY",
        "rsa2048-encrypted-legacy, found an encrypted RSA PRIVATE KEY",
        "rsa2048-encrypted-pkcs8, found ENCRYPTED PRIVATE KEY",
        "rsa2048-certificate, found CERTIFICATE",
        "rsapss-pkcs8, found a private key of kind RSASSA-PSS",
        "dsa-pkcs8, found a private key of kind DSA",
        "dsa-traditional, found DSA PRIVATE KEY",
        "secp256k1-sec1, found an EC private key on curve secp256k1",
        "secp256k1-pkcs8, found an EC private key on curve secp256k1",
        "p256-explicit, found an EC private key with explicit curve parameters",
    })
    void namesWhatItFoundInsteadOfAKeyItReads(String fixture, String found) {
        assertThatThrownBy(() -> PrivateKeys.parse("Secret a/b, key tls.key", Fixtures.pem(fixture)))
                .isInstanceOf(X509Exception.class)
                .hasMessageStartingWith("Secret a/b, key tls.key: " + found + " (expected: ");
    }

    @Test
    void refusesMoreThanOneKey() {
        assertThatThrownBy(() -> PrivateKeys.parse("key", Fixtures.pem("p256-pkcs8") + Fixtures.pem("rsa2048-pkcs1")))
                .isInstanceOf(X509Exception.class)
                .hasMessageStartingWith("key: found PRIVATE KEY and RSA PRIVATE KEY (expected: one ");
    }

    @Test
    void refusesParametersWithoutAKey() {
        String parameters = parametersBlock();
        assertThatThrownBy(() -> PrivateKeys.parse("key", parameters))
                .isInstanceOf(X509Exception.class)
                .hasMessageStartingWith("key: found EC PARAMETERS (expected: one ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rsa2048-pkcs1", "rsa2048-pkcs8", "p256-sec1", "p256-pkcs8"})
    void refusesEveryTruncationWithoutQuotingIt(String fixture) throws Exception {
        PemBlock whole = Pem.decode("key", Fixtures.pem(fixture)).getFirst();
        byte[] der = whole.der();
        for (int length = 1; length < der.length; length++) {
            String cut = Pem.encode(whole.label(), Arrays.copyOf(der, length));
            assertThatThrownBy(() -> PrivateKeys.parse("key", cut))
                    .isInstanceOf(X509Exception.class)
                    .hasNoCause()
                    .hasMessageStartingWith("key: found a malformed ");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rsa2048-pkcs1", "p256-sec1", "p256-pkcs8"})
    void neverFailsInAnotherWayWhateverByteIsWrong(String fixture) throws Exception {
        PemBlock whole = Pem.decode("key", Fixtures.pem(fixture)).getFirst();
        for (int i = 0; i < whole.der().length; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xFF}) {
                byte[] der = whole.der();
                der[i] ^= (byte) flip;
                String damaged = Pem.encode(whole.label(), der);
                try {
                    assertThat(PrivateKeys.parse("key", damaged)).isNotNull();
                } catch (X509Exception expected) {
                    assertThat(expected).hasMessageStartingWith("key: found ");
                }
            }
        }
    }

    private static String parametersBlock() {
        String both = Fixtures.pem("p256-sec1-parameters");
        return both.substring(0, both.indexOf("-----BEGIN EC PRIVATE KEY"));
    }
}
