package io.operatormetrics.server.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SettingsReaderTest {

    private static final Setting<Integer> LIMIT = Setting.of("LIMIT", ValueSyntax.between(1, 9), "5", "A limit");
    private static final Setting<Integer> OPEN = Setting.open("OPEN", ValueSyntax.between(1, 9), "LIMIT", "Another");

    private final Reading<Integer> limit = new Reading<>(reader -> reader.read(LIMIT));

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", " ", "\t\n"})
    void takesABlankValueForUnset(String blank) {
        assertThat(limit.valid(Map.of("LIMIT", blank))).isEqualTo(5);
    }

    @Test
    void ignoresBlanksAroundAValue() {
        assertThat(limit.valid(Map.of("LIMIT", " 7\n"))).isEqualTo(7);
    }

    @Test
    void reportsEveryProblemAtOnce() {
        Reading<Integer> both =
                new Reading<>(reader -> reader.read(LIMIT) + reader.find(OPEN).orElse(0));
        assertThat(both.problems(Map.of("LIMIT", "0", "OPEN", "ten")))
                .containsExactly("LIMIT: \"0\" (expected: 1-9)", "OPEN: \"ten\" (expected: 1-9)");
    }

    @Test
    void leavesUnsetToTheReaderWhereNoDefaultIsDeclared() {
        assertThat(new Reading<>(reader -> reader.find(OPEN)).valid(Map.of())).isEqualTo(Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsReader.read(Map.of(), reader -> reader.read(OPEN)))
                .withMessage("OPEN declares no default value");
    }

    @Test
    void listsWhatASchemaAsksFor() {
        assertThat(SettingsReader.catalogue(reader -> List.of(reader.read(LIMIT), reader.find(OPEN))))
                .containsExactly(LIMIT, OPEN);
    }

    @Test
    void printsOneLineWhateverAValueHolds() {
        assertThat(new SettingProblem("LIMIT", "1\t\"2\\\u001b", "1-9").line())
                .isEqualTo("LIMIT: \"1\\u0009\\\"2\\\\\\u001b\" (expected: 1-9)");
    }

    @Test
    void printsTheStartOfAHugeValue() {
        assertThat(new SettingProblem("LIMIT", "9.".repeat(5000), "1-9").line())
                .isEqualTo("LIMIT: \"" + "9.".repeat(30) + "…\" (expected: 1-9)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----",
                "1\n2",
                "1\u20282",
                "MHcCAQEEIOnJ8b9mYyJdD1g0sQ4xw7u2Zk3r5t6vA==",
                "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMzQ1Njc4OTAifQ.e30.x",
                "0123456789abcdef0123456789abcdef01234567"
            })
    void printsNothingOfAKeyOrAToken(String secret) {
        assertThat(new SettingProblem("LIMIT", secret, "1-9").line())
                .isEqualTo("LIMIT: a value of %d characters that looks like a key or a token and is not shown"
                                .formatted(secret.length())
                        + " (expected: 1-9)");
    }

    @Test
    void printsNamesOfCipherSuitesAndNoKeyAmongThem() {
        String suite = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA257";
        assertThat(new SettingProblem("TLS_CIPHER_SUITES", suite, "others").line())
                .contains(suite);
        assertThat(new SettingProblem("TLS_CIPHER_SUITES", suite.toLowerCase(Locale.ROOT), "others").line())
                .doesNotContain("ecdhe");
    }
}
