package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Machine;
import io.operatormetrics.benchmarks.Spread;
import io.operatormetrics.benchmarks.peer.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class SizesReportTest {

    @ParameterizedTest(name = "a change at the largest size costs × {0}: {1}")
    @CsvSource({"2, 'Goal ≤ × 2: reached.'", "2.1, 'Goal ≤ × 2: **not reached**.'"})
    void saysWhetherAChangeCostsWhatChanged(double ratio, String verdict) {
        assertThat(report(ratio).toMarkdown())
                .contains("### 1,000 series", "### 100,000 series")
                .contains("| 100,000 | 4.00 (4.00–4.00) | 5.00 (5.00–5.00) | 1.00 (1.00–1.00) | × ")
                .contains(verdict);
    }

    @Test
    void plotsOnlyWhatIsThereAtEverySize() {
        assertThat(report(1).plot().curves())
                .containsExactly(new CostPlot.Curve(
                        "ours, identity", List.of(new CostPlot.Point(1000, 0.5), new CostPlot.Point(100_000, 50))));
    }

    private static SizesReport report(double ratio) {
        return new SizesReport(
                List.of(scrapes(1000, List.of("ours", "Go"), 0.5), scrapes(100_000, List.of("ours"), 50)),
                List.of(change(1000, 1), change(100_000, ratio)));
    }

    private static ScrapeReport scrapes(int series, List<String> peers, double cpuMillis) {
        List<PeerFacts> facts = Stream.of("ours", "Go")
                .map(peer -> new PeerFacts(peer, 1, 1, 1, "alert"))
                .toList();
        return ScrapeReport.of(
                Instant.EPOCH,
                new Machine("os", "cpu", 2, "java", "0.1"),
                "settings",
                new ScrapeSettings(
                        new Workload(series),
                        List.of(Measure.LATENCY),
                        1,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        List.of()),
                new ScrapeComparison.Result(
                        facts,
                        peers.stream()
                                .map(peer -> new Observation(Measure.LATENCY, peer, 1, 2 * cpuMillis, cpuMillis, 1, 1))
                                .toList()));
    }

    private static ChangeCost.Result change(int series, double ratio) {
        return new ChangeCost.Result(series, Spread.of(4), Spread.of(5), Spread.of(1), Spread.of(ratio));
    }
}
