package io.operatormetrics.server.exposition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetricFamilyTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "_a", ":a:b", "A9", "a_info", "a_count"})
    void takesNamesThatEveryPrometheusReads(String name) {
        assertThat(MetricFamily.gauge(name, "").name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "GAUGE, '', metric name \"\"",
        "GAUGE, 9a, metric name \"9a\"",
        "GAUGE, a-b, metric name \"a-b\"",
        "GAUGE, a.b, metric name \"a.b\"",
        "GAUGE, ä, metric name \"ä\"",
        "GAUGE, 'a b', metric name \"a b\"",
        "GAUGE, a_total, gauge \"a_total\"",
        "COUNTER, a, counter \"a\"",
        "COUNTER, _total, counter \"_total\"",
    })
    void refusesOtherNamesAndSaysWhich(MetricFamily.Type type, String name, String start) {
        assertThatThrownBy(() -> new MetricFamily(name, "help", type, "", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(start)
                .hasMessageContaining("expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9", "a-b", "a:b", "__name__", "é"})
    void refusesLabelNamesThatPrometheusDoes(String labelName) {
        assertThatThrownBy(() -> MetricFamily.gauge("a", "help", labelName))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("label name \"" + labelName + "\" of a (expected: ");
    }

    @Test
    void refusesAnUnpairedSurrogateInHelpAndNames() {
        assertThatThrownBy(() -> MetricFamily.gauge("\ud800", "help")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MetricFamily.gauge("a", "help", "\ud800"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MetricFamily.gauge("a", "How \udc00."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HELP of a has the unpaired surrogate U+DC00 at index 4 (expected: Unicode text)");
    }

    @Test
    void refusesOneLabelNameTwice() {
        assertThatThrownBy(() -> MetricFamily.gauge("a", "help", "x", "y", "x"))
                .hasMessage("label name \"x\" of a is there twice");
    }

    @Test
    void seriesGiveAValueForEachLabel() {
        MetricFamily family = MetricFamily.gauge("a", "help", "x", "y");

        assertThatThrownBy(() -> Series.of(family, 1, "only"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a has labels [x, y] but 1 values came for them: [only]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.NEGATIVE_INFINITY})
    void countersDoNotGoBelowZero(double value) {
        MetricFamily family = MetricFamily.counter("a_total", "help");

        assertThatThrownBy(() -> Series.of(family, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("counter a_total is " + value + " (expected: 0 or more)");
    }
}
