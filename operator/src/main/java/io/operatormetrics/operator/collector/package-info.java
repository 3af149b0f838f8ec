/**
 * From objects of the cluster to metric series: one file per kind says how, as a pure function; the rest keeps a watch per kind while its
 * API is served.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.collector.ClusterCollectors}.
 */
@NullMarked
package io.operatormetrics.operator.collector;

import org.jspecify.annotations.NullMarked;
