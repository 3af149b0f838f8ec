/**
 * Makes one object in the cluster as it is wanted, or deletes it, and never touches what is not ours. Sends nothing where the object is
 * already as wanted.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.apply.ServerSideApplier}.
 */
@NullMarked
package io.operatormetrics.kubernetes.apply;

import org.jspecify.annotations.NullMarked;
