/**
 * The composition root: the only place that says {@code new} of everything and that reads environment and clock.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.Main}, then {@link io.operatormetrics.operator.Operator}.
 */
@NullMarked
package io.operatormetrics.operator;

import org.jspecify.annotations.NullMarked;
