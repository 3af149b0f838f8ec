/**
 * Threads and timers of an operator: each continues after any failure, and {@code /livez} reports one that does not.
 *
 * <p>Start reading at {@link io.operatormetrics.kubernetes.loop.Loops}.
 */
@NullMarked
package io.operatormetrics.kubernetes.loop;

import org.jspecify.annotations.NullMarked;
