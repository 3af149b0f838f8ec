/**
 * Everything that can be set about the operator, read once at start into immutable records. The variables of the endpoint itself are
 * those of {@code io.operatormetrics.server.settings}; this package adds what only an operator in a cluster has.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.settings.OperatorSettings}.
 */
@NullMarked
package io.operatormetrics.operator.settings;

import org.jspecify.annotations.NullMarked;
