package io.operatormetrics.benchmarks.load;

import java.time.Duration;

/**
 * What a server was good for under one load.
 *
 * @param elapsed from the first request to the end of the last answer, so that answers still under way when time is up count with the
 *     time that they took
 */
public record LoadResult(int requests, Duration elapsed, Duration medianLatency) {

    public double perSecond() {
        return requests / (elapsed.toNanos() / 1e9);
    }
}
