/**
 * A level-triggered loop: whatever happened, it looks at everything again, and knows nothing of what it looks at.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.reconcile.ReconcileLoop}.
 */
@NullMarked
package io.operatormetrics.operator.reconcile;

import org.jspecify.annotations.NullMarked;
