package io.operatormetrics.operator.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.render.PrometheusPolicy;

/** Upstream's policy for Prometheus, as ours is made after it. */
final class UpstreamPolicy {

    private UpstreamPolicy() {}

    static PrometheusPolicy of(ApiObject policy) {
        JsonNode order = policy.json().at("/spec/order");
        return new PrometheusPolicy(
                policy.json().at("/spec/selector").asText(), order.isNumber() ? order.doubleValue() : null);
    }
}
