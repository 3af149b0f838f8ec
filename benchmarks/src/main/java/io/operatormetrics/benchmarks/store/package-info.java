/**
 * What our exposition store costs by itself, without sockets, measured by JMH in processes of its own.
 *
 * <p>Start reading at {@link io.operatormetrics.benchmarks.store.StoreBenchmark}.
 */
@NullMarked
package io.operatormetrics.benchmarks.store;

import org.jspecify.annotations.NullMarked;
