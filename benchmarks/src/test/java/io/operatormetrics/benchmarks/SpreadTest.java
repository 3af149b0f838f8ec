package io.operatormetrics.benchmarks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class SpreadTest {

    @ParameterizedTest(name = "of {0}: median {1}, from {2} to {3}")
    @CsvSource({"7, 7, 7, 7", "3 1 2, 2, 1, 3", "4 1 3 2, 2.5, 1, 4", "5 5 5 100, 5, 5, 100", "-1 0.5 -3, -1, -3, 0.5"})
    void isTheMedianAndTheExtremes(String values, double median, double min, double max) {
        assertThat(Spread.of(numbers(values))).isEqualTo(new Spread(median, min, max));
    }

    @Test
    void leavesTheValuesInTheirOrder() {
        double[] values = {3, 1, 2};
        Spread.of(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}, by round from {3} to {4}")
    @CsvSource({"10 20 30, 5 5 5, 4, 2, 6", "10 20, 20 10, 1, 0.5, 2", "1, 4, 0.25, 0.25, 0.25"})
    void ratioIsThatOfTheMediansAndItsExtremesAreThoseOfRounds(
            String ours, String theirs, double ratio, double min, double max) {
        Spread spread = Spread.ratio(numbers(ours), numbers(theirs));
        assertThat(spread.median()).isCloseTo(ratio, within(1e-9));
        assertThat(spread.min()).isCloseTo(min, within(1e-9));
        assertThat(spread.max()).isCloseTo(max, within(1e-9));
    }

    @Test
    void refusesRoundsThatDoNotPair() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Spread.ratio(numbers("1 2"), numbers("1")))
                .withMessage("2 values and 1 others (expected: as many)");
    }

    @Test
    void refusesNoValuesAtAll() {
        assertThatIllegalArgumentException().isThrownBy(Spread::of);
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "1234.6, 1235 (1235–1235)",
        "12.34, 12.3 (12.3–12.3)",
        "1.234, 1.23 (1.23–1.23)",
        "0.0456, 0.046 (0.046–0.046)"
    })
    void writesTheDigitsThatCount(double value, String text) {
        assertThat(Spread.of(value)).hasToString(text);
    }

    private static double[] numbers(String text) {
        return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
