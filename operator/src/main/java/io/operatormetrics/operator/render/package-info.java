/**
 * What the cluster should hold so that Prometheus finds, reaches, trusts and judges the endpoint: one pure file per object, from records
 * to typed models. Nothing here asks a cluster, a clock or a file.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.render.DesiredObjects}; every name, port and scheme comes from
 * {@link io.operatormetrics.operator.render.ResourceNames}.
 */
@NullMarked
package io.operatormetrics.operator.render;

import org.jspecify.annotations.NullMarked;
