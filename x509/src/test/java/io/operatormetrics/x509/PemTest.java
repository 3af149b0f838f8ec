package io.operatormetrics.x509;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PemTest {
    private static final byte[] DER = {1, 2, 3};
    private static final String BLOCK = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";

    @Test
    void readsWhatItWrites() throws Exception {
        byte[] der = new byte[200];
        List<PemBlock> blocks = Pem.decode("here", Pem.encode("PRIVATE KEY", der));

        assertThat(blocks).singleElement().satisfies(block -> {
            assertThat(block.label()).isEqualTo("PRIVATE KEY");
            assertThat(block.der()).isEqualTo(der);
            assertThat(block.encrypted()).isFalse();
        });
    }

    @Test
    void writesLinesOf64CharactersAsOpensslDoes() throws Exception {
        String written = Fixtures.pem("rsa2048-pkcs8");
        assertThat(Pem.encode(
                        "PRIVATE KEY", Pem.decode("fixture", written).getFirst().der()))
                .isEqualTo(written);
    }

    @ParameterizedTest(name = "reads {0}")
    @ValueSource(
            strings = {
                BLOCK,
                "-----BEGIN CERTIFICATE-----\r\nAQID\r\n-----END CERTIFICATE-----",
                "subject=CN = x\nissuer: -----\n" + BLOCK + "and what comes after",
                "  -----BEGIN CERTIFICATE-----\n  AQ\n  ID  \n\n  -----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nComment: x\n\nAQID\n-----END CERTIFICATE-----\n",
            })
    void isTolerantOfWhatStandsAroundTheData(String text) throws Exception {
        assertThat(Pem.decode("here", text))
                .singleElement()
                .satisfies(block -> assertThat(block.der()).isEqualTo(DER));
    }

    @Test
    void readsSeveralBlocksInTheirOrder() throws Exception {
        assertThat(Pem.decode("here", Pem.encode("A", DER) + "text\n" + Pem.encode("B", DER)))
                .extracting(PemBlock::label)
                .containsExactly("A", "B");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    ''                                                                      | here: empty (expected: PEM)
                    '  \\n'                                                                 | here: empty (expected: PEM)
                    hello                                                                   | here: text without a PEM block
                    -----BEGIN CERTIFICATE-----\\nAQID\\n                                   | here: block CERTIFICATE without its end
                    -----BEGIN CERTIFICATE-----\\nAQID\\n-----END CERT                      | here: a malformed -----END line
                    -----BEGIN A-----\\nAQID\\n-----BEGIN B-----\\nAQID\\n-----END B-----   | here: block A without its end
                    AQID\\n-----END CERTIFICATE-----\\n                                     | here: end of a block CERTIFICATE without its beginning
                    -----BEGIN A-----\\nAQID\\n-----END B-----                              | here: block A ended as B (expected: END A)
                    -----BEGIN A-----\\nSECRET!\\n-----END A-----                           | here: block A with a body that is not base64
                    -----BEGIN A-----\\nSECRE\\n-----END A-----                             | here: block A with a body that is not base64
                    -----BEGIN A-----\\n-----END A-----                                     | here: block A with an empty body
                    -----BEGIN secret-----\\nAQID\\n-----END secret-----                    | here: a malformed -----BEGIN line
                    -----BEGIN -----                                                        | here: a malformed -----BEGIN line
                    """)
    void refusesWhatIsNotWholeAndQuotesNothing(String text, String message) {
        assertThatThrownBy(() -> Pem.decode("here", text.replace("\\n", "\n")))
                .isInstanceOf(X509Exception.class)
                .hasNoCause()
                .hasMessageStartingWith(message)
                .hasMessageNotContainingAny("AQID", "SECRE", "secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\u00EF\u00BB\u00BF"})
    void namesAByteOrderMark(String mark) {
        assertThatThrownBy(() -> Pem.decode("here", mark + Pem.encode("A", new byte[1])))
                .isInstanceOf(X509Exception.class)
                .hasMessage("here: text that begins with a byte order mark (expected: PEM in ASCII, without one)");
    }

    @Test
    void looksAtNoMoreThanASecretCanHold() {
        assertThatThrownBy(() -> Pem.decode("here", "x".repeat(Pem.MAX_LENGTH + 1)))
                .isInstanceOf(X509Exception.class)
                .hasMessage("here: 1048577 characters (expected: PEM of at most 1048576)");
    }

    @Test
    void printsNoBytes() throws Exception {
        assertThat(Pem.decode("here", BLOCK)).hasToString("[PEM block CERTIFICATE]");
    }
}
