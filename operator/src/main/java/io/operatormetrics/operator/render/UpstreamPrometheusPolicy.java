package io.operatormetrics.operator.render;

import org.jspecify.annotations.Nullable;

/**
 * Upstream's Calico policy {@code calico-system.prometheus}, as far as ours must be like it to add to what it allows.
 *
 * @param selector of Prometheus's pods, in Calico's syntax
 * @param order in its tier, lowest first; null is last of all
 */
public record UpstreamPrometheusPolicy(
        String selector, @Nullable Double order) {

    /** The name of upstream's policy, in the namespace of Prometheus. */
    public static final String NAME = EgressPolicyRenderer.TIER + ".prometheus";
}
