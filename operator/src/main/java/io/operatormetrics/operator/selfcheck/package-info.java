/**
 * The endpoint looked at from outside: a replica connects to itself as Prometheus would, and says how it went.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.selfcheck.SelfCheck}.
 */
@NullMarked
package io.operatormetrics.operator.selfcheck;

import org.jspecify.annotations.NullMarked;
