/**
 * A metrics endpoint for any Java program, above all Kubernetes operators: Prometheus metrics over mutual TLS, with health probes beside it.
 *
 * <p>Start reading at {@link io.operatormetrics.server.MetricsServer}.
 */
@NullMarked
package io.operatormetrics.server;

import org.jspecify.annotations.NullMarked;
