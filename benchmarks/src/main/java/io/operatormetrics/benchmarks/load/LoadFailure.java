package io.operatormetrics.benchmarks.load;

/** A server did not answer as it must; the run is worth nothing and ends. */
public final class LoadFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LoadFailure(String message) {
        super(message);
    }

    public LoadFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
