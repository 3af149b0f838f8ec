/**
 * What the unchanged program costs beside a real API server: memory with many Secrets watched, time from start to scrape.
 *
 * <p>Start reading at {@link io.operatormetrics.benchmarks.cluster.MemoryMeasurement} and
 * {@link io.operatormetrics.benchmarks.cluster.StartupMeasurement}.
 */
@NullMarked
package io.operatormetrics.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
