package io.operatormetrics.operator.certificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SignerLabelTest {

    @ParameterizedTest(name = "\"{0}\" becomes {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "tigera-operator-signer|tigera-operator-signer",
                "tigera-operator-signer@1637259223|tigera-operator-signer-1637259223",
                "O=Foo, CN=Bar|O-Foo--CN-Bar",
                "My Company Root CA|My-Company-Root-CA",
                "..x--|x",
                "...leading-and-trailing---|leading-and-trailing",
                "_a.b_c-d_|a.b_c-d",
                "Größe|Gr--e",
                "CA 🔒 two|CA---two",
                "'   '|unknown",
                "-_.|unknown",
                "''|unknown",
            })
    void isWhatKubernetesTakes(String issuer, String label) {
        assertThat(SignerLabel.value(issuer)).isEqualTo(label);
    }

    @Test
    void hasAtMost63CharactersAndEndsWithALetterOrDigit() {
        assertThat(SignerLabel.value("a".repeat(100))).isEqualTo("a".repeat(63));
        assertThat(SignerLabel.value("a".repeat(60) + "....b")).isEqualTo("a".repeat(60));
        assertThat(SignerLabel.value("." + "a".repeat(63))).isEqualTo("a".repeat(63));
    }
}
