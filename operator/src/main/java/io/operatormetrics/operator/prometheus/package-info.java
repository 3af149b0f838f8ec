/**
 * Which Prometheus of the cluster reads what the Prometheus Operator is given: selectors of the Prometheus objects against ServiceMonitors
 * and PrometheusRules. Pure; the objects are read elsewhere.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.prometheus.PrometheusSelection}.
 */
@NullMarked
package io.operatormetrics.operator.prometheus;

import org.jspecify.annotations.NullMarked;
