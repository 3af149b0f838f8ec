/**
 * Comparisons of whole processes with their peers, and what our own program costs to run. Each prints its table and leaves it as JSON;
 * nothing here is a test, and nothing fails for being slow.
 *
 * <p>Start reading at {@link io.operatormetrics.benchmarks.Main}.
 */
@NullMarked
package io.operatormetrics.benchmarks;

import org.jspecify.annotations.NullMarked;
