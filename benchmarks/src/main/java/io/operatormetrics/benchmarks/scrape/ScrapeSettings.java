package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.peer.Workload;

import java.time.Duration;
import java.util.List;

/**
 * How long and with what.
 *
 * @param measures in the order of the table
 * @param duration of each load
 * @param warmUp of each peer with each measure before the first round, for the JIT compiler
 * @param serverPrefix put before each peer's command to pin it to a core; may be empty
 */
public record ScrapeSettings(
        Workload workload,
        List<Measure> measures,
        int rounds,
        Duration duration,
        Duration warmUp,
        List<String> serverPrefix) {

    public ScrapeSettings {
        measures = List.copyOf(measures);
        serverPrefix = List.copyOf(serverPrefix);
    }
}
