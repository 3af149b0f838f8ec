/**
 * Which of several replicas writes to the cluster.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.leader.LeaderElection}.
 */
@NullMarked
package io.operatormetrics.operator.leader;

import org.jspecify.annotations.NullMarked;
