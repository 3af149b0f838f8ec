package io.operatormetrics.benchmarks.cluster;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RotationMeasurementTest {

    @ParameterizedTest(name = "the slowest took {0} ms: {1}")
    @CsvSource({"1000, reached", "1001, **not reached**"})
    void theSlowestRotationCounts(double slowest, String verdict) {
        assertThat(new RotationMeasurement.Result(1000, List.of(10.0, 20.0, slowest)).toMarkdown())
                .contains("| beside 1,000 watched Secrets | 20.0 (10.0–%.0f) |".formatted(slowest))
                .contains("also the slowest: " + verdict + " |");
    }
}
