package io.operatormetrics.benchmarks.peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ServedSeriesTest {

    private static final Workload WORKLOAD = new Workload(3);
    private static final String SERVED = """
            # HELP benchmark_small One series.
            # TYPE benchmark_small gauge
            benchmark_small{name="one"} 1.0
            # TYPE tigera_operator_tls_certificate_expiry_timestamp_seconds gauge
            tigera_operator_tls_certificate_expiry_timestamp_seconds{issuer="tigera-operator-signer",name="component-1-tls",namespace="namespace-1"} 1.841475558E9
            tigera_operator_tls_certificate_expiry_timestamp_seconds{namespace="namespace-2",name="component-2-tls",issuer="tigera-operator-signer"} 1815842253
            own_counter_total 17
            """;

    @Test
    void acceptsAnyOrderOfLabelsAnyNumberFormatAndFurtherFamilies() {
        assertThatCode(() -> ServedSeries.parse(SERVED).requireAll(WORKLOAD)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "\"{0}\" in place of \"{1}\": {2}")
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "component-1-tls, component-9-tls, is not there",
                "1815842253, 1815842254, (expected: 1.815842253E9)",
                "own_counter_total, 'tigera_operator_tls_certificate_expiry_timestamp_seconds{name=\"x\"}', 3 series of",
                "own_counter_total, 'benchmark_small{name=\"one\"}', twice",
                "own_counter_total 17, <html>, not a sample"
            })
    void saysWhatIsDifferent(String inPlaceOf, String replacement, String problem) {
        String other = SERVED.replace(inPlaceOf, replacement);
        assertThatIllegalStateException()
                .isThrownBy(() -> ServedSeries.parse(other).requireAll(WORKLOAD))
                .withMessageContaining(problem);
    }

    @Test
    void aFilteredAnswerHoldsTheOneSeriesAndNoMore() {
        assertThatCode(() ->
                        ServedSeries.parse("benchmark_small{name=\"one\"} 1\n").requireSmallOnly())
                .doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() -> ServedSeries.parse(SERVED).requireSmallOnly())
                .withMessageStartingWith("4 series");
    }
}
