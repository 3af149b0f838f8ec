package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Machine;
import io.operatormetrics.benchmarks.peer.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ScrapeReportTest {

    private static final List<PeerFacts> PEERS = List.of(
            new PeerFacts("ours", 1000, 100, 10, "alert 116"),
            new PeerFacts("Go", 1001, 101, 11, "alert 42"),
            new PeerFacts("nginx", 1000, 99, 10, "HTTP 400"));

    @Test
    void printsMediansRatiosGoalsAndWhoseLimitTheyWere() {
        List<Observation> observations = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            observations.add(new Observation(Measure.IDENTITY, "ours", round, 100 * round, 0.5, 0.99, 0.4));
            observations.add(new Observation(Measure.IDENTITY, "Go", round, 10, 5, 0.98, 0.04));
            observations.add(new Observation(Measure.IDENTITY, "nginx", round, 200, 0.5, 0.5, 1));
            observations.add(new Observation(Measure.GZIP_CHANGED, "ours", round, 50, 1, 1, 0.1));
            observations.add(new Observation(Measure.GZIP_CHANGED, "Go", round, 0.25, 200, 1, 0.1));
        }
        ScrapeReport report = ScrapeReport.of(
                Instant.EPOCH,
                new Machine("os", "cpu", 2, "java", "0.1"),
                "all that was set",
                settings(Measure.IDENTITY, Measure.GZIP_CHANGED),
                new ScrapeComparison.Result(PEERS, observations));

        assertThat(MarkdownTable.render(report)).isEqualTo("""
                | median (min–max) | ours | Go | nginx | ours ÷ Go | ours ÷ nginx | goal |
                |---|---|---|---|---|---|---|
                | scrapes/s, identity | 200 (100–300) | 10.0 (10.0–10.0) | 200 (200–200) | × 20.0 (10.0–30.0) | × 1.00 (0.50–1.50) | ≥ × 30 Go: **not reached**; ≥ × 0.9 nginx: reached |
                | server CPU ms per scrape, identity | 0.50 (0.50–0.50) | 5.00 (5.00–5.00) | 0.50 (0.50–0.50) | × 0.10 (0.10–0.10) | × 1.00 (1.00–1.00) |  |
                | scrapes/s, gzip, one series changed before each | 50.0 (50.0–50.0) | 0.25 (0.25–0.25) | – | × 200 (200–200) | – | ≥ × 100 Go: reached |
                | server CPU ms per scrape, gzip, one series changed before each | 1.00 (1.00–1.00) | 200 (200–200) | – | × 0.005 (0.005–0.005) | – |  |

                | served | bytes | gzip | one family | without client certificate |
                |---|---|---|---|---|
                | ours | 1000 | 100 | 10 | alert 116 |
                | Go | 1001 | 101 | 11 | alert 42 |
                | nginx | 1000 | 99 | 10 | HTTP 400 |

                | core used by server / client | ours | Go | nginx |
                |---|---|---|---|
                | scrapes/s, identity | 99 % / 40 % | 98 % / 4 % | 50 % / 100 % |
                | scrapes/s, gzip, one series changed before each | 100 % / 10 % | 100 % / 10 % | – |

                all that was set
                """);
    }

    @ParameterizedTest(name = "{0} at {1} series beside {2}, × {3}: {4}")
    @CsvSource({
        "identity, 10000, Go, 30, '≥ × 30 Go: reached'",
        "identity, 10000, nginx, 0.89, '≥ × 0.9 nginx: **not reached**'",
        "latency, 100000, Go, 0.0166, '≤ × 1/60 Go: reached'",
        "latency, 100000, Go, 0.0167, '≤ × 1/60 Go: **not reached**'",
        "latency, 100000, nginx, 0.7, '≤ × 0.7 nginx: reached'"
    })
    void aGoalIsAFloorForRatesAndACeilingForTimes(
            String measure, int series, String peer, double ratio, String verdict) {
        assertThat(Goal.ALL)
                .filteredOn(goal -> goal.measure() == Measure.named(measure)
                        && goal.series() == series
                        && goal.peer().equals(peer))
                .singleElement()
                .extracting(goal -> goal.verdict(ratio))
                .isEqualTo(verdict);
    }

    private static ScrapeSettings settings(Measure... measures) {
        return new ScrapeSettings(
                new Workload(10_000), List.of(measures), 3, Duration.ofSeconds(1), Duration.ZERO, List.of());
    }
}
