package io.operatormetrics.benchmarks.load;

import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Counts the answers of one load until its time is up and the last worker has its answer. Lives on the event loop alone. */
final class Tally {

    private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
    private final long started;
    private final Duration duration;
    private int working;
    private long[] latencies = new long[1 << 12];
    private int answers;

    Tally(int workers, Duration duration) {
        this.working = workers;
        this.duration = duration;
        this.started = System.nanoTime();
    }

    CompletableFuture<LoadResult> result() {
        return result;
    }

    /** Whether the worker goes on. */
    boolean answered(long since) {
        long now = System.nanoTime();
        if (answers == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * answers);
        }
        latencies[answers++] = now - since;
        if (result.isDone()) {
            return false;
        }
        if (now - started < duration.toNanos()) {
            return true;
        }
        if (--working == 0) {
            result.complete(new LoadResult(Duration.ofNanos(now - started), Arrays.copyOf(latencies, answers)));
        }
        return false;
    }

    void failed(BenchmarkFailure failure) {
        result.completeExceptionally(failure);
    }
}
