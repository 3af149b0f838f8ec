package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.cluster.MemoryMeasurement.Result;
import io.operatormetrics.benchmarks.cluster.MemoryMeasurement.Run;
import io.operatormetrics.benchmarks.cluster.MemoryMeasurement.Size;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryMeasurementTest {

    @Test
    void saysWhatASecretMoreCostsAndWhetherGoalsAreReached() {
        Result result = new Result(
                4096,
                40,
                List.of(
                        new Size(1000, List.of(new Run(100, 120)), 150.0),
                        new Size(100_000, List.of(new Run(180, 230), new Run(202, 231), new Run(201, 232)), 1005.0)));

        assertThat(result.toMarkdown()).isEqualTo("""
                | Secrets of 4,096 bytes | VmRSS, MiB, after 40 scrapes | VmHWM (the most since the start) | a Secret more, KiB | with whole objects cached | ours ÷ that |
                |---|---|---|---|---|---|
                | 1,000 | 100 (100–100) | 120 (120–120) | – | 150 | × 0.67 |
                | 100,000 | 201 (180–202) | 231 (230–232) | 1.04 | 1005 | × 0.20 |

                Goals with 100,000: ≤ 200 MiB: **not reached**; ≤ × 0.2 of whole objects: reached.
                """);
    }

    @Test
    void comparesWithNothingThatWasNotMeasured() {
        assertThat(new Result(4096, 40, List.of(new Size(100_000, List.of(new Run(150, 170)), null))).toMarkdown())
                .contains("| 100,000 | 150 (150–150) | 170 (170–170) | – | – | – |")
                .contains("≤ 200 MiB: reached; ≤ × 0.2 of whole objects: not measured.");
    }
}
