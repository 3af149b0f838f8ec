package io.operatormetrics.benchmarks;

/** A program that is measured does not do what it must: the run is worth nothing, and ends. */
public final class BenchmarkFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BenchmarkFailure(String message) {
        super(message);
    }

    public BenchmarkFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
