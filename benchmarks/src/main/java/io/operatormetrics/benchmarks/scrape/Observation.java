package io.operatormetrics.benchmarks.scrape;

/**
 * One peer's figures of one measure in one round.
 *
 * @param value in the measure's unit
 * @param cpuMillis of the server process, for one request
 * @param serverBusy share of one core that the server process used: near 1 it could not have given more
 * @param clientBusy the same of the load client: near 1 the figure is the client's limit, not the server's
 */
public record Observation(
        Measure measure,
        String peer,
        int round,
        double value,
        double cpuMillis,
        double serverBusy,
        double clientBusy) {}
