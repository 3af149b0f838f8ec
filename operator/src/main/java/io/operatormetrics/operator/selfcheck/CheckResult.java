package io.operatormetrics.operator.selfcheck;

/** How a self-check went. */
sealed interface CheckResult {

    /** There is nothing to check with, or nothing to check; says which. */
    record NotChecked(String reason) implements CheckResult {}

    /** Prometheus would be served. */
    record Passed() implements CheckResult {}

    /** Prometheus would not be served; says why, and never holds key bytes. */
    record Failed(String problem) implements CheckResult {}
}
