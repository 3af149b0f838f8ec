package io.operatormetrics.operator.license;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class GracePeriodTest {

    @ParameterizedTest(name = "{0} is {1} days")
    @CsvSource(textBlock = """
            0d,                    0
            1d,                    1
            90d,                   90
            0090d,                 90
            00000000000000000090d, 90
            999999999d,            999999999
            +1d,                   1
            +500d,                 500
            +0d,                   0
            """)
    void daysAreRead(String text, long days) {
        assertThat(GracePeriod.parse(text)).isEqualTo(Duration.ofDays(days));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @NullSource
    @ValueSource(
            strings = {
                "", " ", "d", "90", "90D", "90h", "90d ", " 90d", "90d\n", "-1d", "++1d", "+-1d", "+", "+d", "+ 1d",
                "1.5d", "1d12h", "0x1d", "٣d"
            })
    void anythingElseIsNoGrace(String text) {
        assertThat(GracePeriod.parse(text)).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"1000000000d", "9223372036854775807d", "9223372036854775808d", "99999999999999999999999999999d"})
    void moreDaysThanAnInstantCanTakeAreVeryMany(String text) {
        Duration grace = GracePeriod.parse(text);

        assertThat(grace).isEqualTo(Duration.ofDays(999_999_999));
        assertThat(Instant.parse("9999-12-31T23:59:59Z").plus(grace)).isBefore(Instant.MAX);
    }
}
