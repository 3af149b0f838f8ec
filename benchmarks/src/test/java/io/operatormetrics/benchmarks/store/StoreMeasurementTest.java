package io.operatormetrics.benchmarks.store;

import io.operatormetrics.benchmarks.store.StoreMeasurement.Result;
import io.operatormetrics.benchmarks.store.StoreMeasurement.Score;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class StoreMeasurementTest {

    @Test
    void hasARowForEachBenchmarkAndAColumnForEachSize() {
        Result result = new Result(
                1,
                5,
                List.of(
                        new Score("change", 100_000, 12.34, 0.5),
                        new Score("change", 1000, 8, 0.25),
                        new Score("gzip", 1000, 3, 0.1)));

        assertThat(result.toMarkdown()).isEqualTo("""
                | µs (± 99.9 % confidence) | 1,000 series | 100,000 series |
                |---|---|---|
                | change | 8.0 ± 0.3 | 12.3 ± 0.5 |
                | gzip | 3.0 ± 0.1 | – |
                """);
    }

    @Test
    void theStoreThatIsMeasuredServesWhatHasChanged() {
        StoreBenchmark benchmark = new StoreBenchmark();
        benchmark.series = 100;
        benchmark.fill();
        byte[] before = benchmark.identity().toByteArray();

        benchmark.change();

        assertThat(benchmark.identity().toByteArray()).isNotEqualTo(before);
    }
}
