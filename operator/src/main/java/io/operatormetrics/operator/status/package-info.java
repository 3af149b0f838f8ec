/**
 * What the operator tells people about its own work, as conditions of a Kubernetes object.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.status.Finding}.
 */
@NullMarked
package io.operatormetrics.operator.status;

import org.jspecify.annotations.NullMarked;
