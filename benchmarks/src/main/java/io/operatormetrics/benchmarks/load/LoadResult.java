package io.operatormetrics.benchmarks.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What a server was good for under one load. */
public final class LoadResult {

    private final Duration elapsed;
    private final long[] latencyNanos;

    /** Takes over the latencies, which are in the order of the answers. */
    LoadResult(Duration elapsed, long[] latencyNanos) {
        this.elapsed = elapsed;
        this.latencyNanos = latencyNanos;
    }

    /** At least one. */
    public int requests() {
        return latencyNanos.length;
    }

    /**
     * From the first request to the end of the last answer, so that answers still under way when time is up count with the time that they
     * took.
     */
    public Duration elapsed() {
        return elapsed;
    }

    public double perSecond() {
        return requests() / (elapsed.toNanos() / 1e9);
    }

    public Duration medianLatency() {
        return medianLatency(answer -> true);
    }

    /** Of some of the answers, which are counted from zero in their order; there must be one. */
    public Duration medianLatency(IntPredicate answers) {
        long[] sorted = IntStream.range(0, latencyNanos.length)
                .filter(answers)
                .mapToLong(answer -> latencyNanos[answer])
                .toArray();
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[sorted.length / 2]);
    }
}
