/**
 * Keeps in the cluster what Prometheus needs to find, reach, trust and judge the endpoint, as long as somebody asks for it, and tells people how
 * that goes.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.controller.MonitorController}, then {@code MonitoringReconciler}.
 */
@NullMarked
package io.operatormetrics.operator.controller;

import org.jspecify.annotations.NullMarked;
