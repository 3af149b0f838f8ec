/**
 * A level-triggered reconcile loop, and the election of the replica that writes.
 *
 * <p>Start reading at {@link io.operatormetrics.kubernetes.control.ReconcileLoop}.
 */
@NullMarked
package io.operatormetrics.kubernetes.control;

import org.jspecify.annotations.NullMarked;
