package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.UpstreamPrometheusPolicy;

/** Upstream's policy for Prometheus, as ours is made after it. */
final class UpstreamPolicy {

    private UpstreamPolicy() {}

    static UpstreamPrometheusPolicy of(Unstructured policy) {
        JsonNode order = policy.json().at("/spec/order");
        return new UpstreamPrometheusPolicy(
                policy.json().at("/spec/selector").asText(), order.isNumber() ? order.doubleValue() : null);
    }
}
