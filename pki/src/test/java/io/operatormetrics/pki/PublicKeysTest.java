package io.operatormetrics.pki;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.KeyPair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PublicKeysTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"EC, 256", "EC, 384", "EC, 521", "RSA, 2048"})
    void findsThePublicKeyOfAPrivateOne(String algorithm, int bits) {
        KeyPair keys = OddCertificates.keys(algorithm, bits);

        assertThat(PublicKeys.of(keys.getPrivate()).getEncoded())
                .isEqualTo(keys.getPublic().getEncoded());
    }

    @Test
    void refusesOtherKinds() {
        KeyPair keys = OddCertificates.keys("Ed25519", 255);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.of(keys.getPrivate()))
                .withMessageEndingWith("(expected: RSA or EC)");
    }
}
