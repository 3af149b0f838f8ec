package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** An EndpointSlice (discovery.k8s.io/v1) of our Service, as far as it says which pods are behind it. */
record EndpointSlice(ObjectMeta metadata, @Nullable List<Endpoint> endpoints) implements KubernetesObject {

    record Endpoint(
            @Nullable List<String> addresses,
            @Nullable Conditions conditions,
            @Nullable Reference targetRef) {

        /** Not known is ready, says the API. */
        boolean isReady() {
            return conditions == null || conditions.ready() == null || conditions.ready();
        }

        String name() {
            if (targetRef != null && targetRef.name() != null) {
                return targetRef.name();
            }
            return addresses == null ? "unknown" : String.join(", ", addresses);
        }
    }

    record Conditions(@Nullable Boolean ready) {}

    record Reference(@Nullable String name) {}
}
