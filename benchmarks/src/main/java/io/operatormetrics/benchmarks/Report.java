package io.operatormetrics.benchmarks;

import java.time.Instant;

/** A result with what it was got on. */
record Report<R>(Instant at, Machine machine, R result) {}
