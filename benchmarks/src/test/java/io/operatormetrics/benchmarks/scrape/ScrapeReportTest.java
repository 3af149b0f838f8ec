package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Machine;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ScrapeReportTest {

    private static final List<PeerFacts> PEERS = List.of(
            new PeerFacts("ours", 1000, 100, 10, "alert 116"), new PeerFacts("client_java", 1001, 101, 11, "HTTP 400"));

    @Test
    void printsMediansRatiosAndWhoseLimitTheyWere() {
        List<Observation> observations = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            for (int round = 1; round <= 3; round++) {
                observations.add(new Observation(measure, "ours", round, 100 * round, 0.5, 0.99, 0.4));
                double theirs = measure == Measure.NEW_CONNECTIONS ? 100 : 10;
                observations.add(new Observation(measure, "client_java", round, theirs, 5, 0.98, 0.04));
            }
        }
        ScrapeReport report = ScrapeReport.of(
                Instant.EPOCH,
                new Machine("os", "cpu", 2, "java", "0.1"),
                "settings",
                new ScrapeComparison.Result(PEERS, observations));

        assertThat(MarkdownTable.render(report)).isEqualTo("""
                | median (min–max) | ours | client_java | ours ÷ client_java |
                |---|---|---|---|
                | scrapes/s, identity, keep-alive | 200 (100–300) | 10.0 (10.0–10.0) | × 20.0 (10.0–30.0) |
                | server CPU ms per scrape, identity | 0.50 (0.50–0.50) | 5.00 (5.00–5.00) | × 0.10 (0.10–0.10) |
                | scrapes/s, gzip, keep-alive | 200 (100–300) | 10.0 (10.0–10.0) | × 20.0 (10.0–30.0) |
                | server CPU ms per scrape, gzip | 0.50 (0.50–0.50) | 5.00 (5.00–5.00) | × 0.10 (0.10–0.10) |
                | new connections/s | 200 (100–300) | 100 (100–100) | × 2.00 (1.00–3.00) |
                | server CPU ms per new connection | 0.50 (0.50–0.50) | 5.00 (5.00–5.00) | × 0.10 (0.10–0.10) |
                | p50 ms of a scrape, one connection | 200 (100–300) | 10.0 (10.0–10.0) | × 20.0 (10.0–30.0) |
                | server CPU ms per scrape, one connection | 0.50 (0.50–0.50) | 5.00 (5.00–5.00) | × 0.10 (0.10–0.10) |

                | served | bytes | gzip | one family | without client certificate |
                |---|---|---|---|---|
                | ours | 1000 | 100 | 10 | alert 116 |
                | client_java | 1001 | 101 | 11 | HTTP 400 |

                - ours, core used by server / client: scrapes 99 % / 40 %; gzip scrapes 99 % / 40 %; new connections 99 % / 40 %; latency 99 % / 40 %
                - client_java, core used by server / client: scrapes 98 % / 4 %; gzip scrapes 98 % / 4 %; new connections 98 % / 4 %; latency 98 % / 4 %

                - scrapes/s, identity, keep-alive: at least 1.5 × client_java: reached, × 20.0 (10.0–30.0)
                - new connections/s: at least 4.0 × client_java: NOT reached, × 2.00 (1.00–3.00)
                """);
    }
}
