package io.operatormetrics.operator.controller;

import io.operatormetrics.operator.controller.EndpointSlice.Endpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceEndpointsTest {

    private static final Set<String> HERE = Set.of("10.0.0.5", "fd00::5");

    @Test
    void sayWhereAServiceLeads() {
        assertThat(ServiceEndpoints.whyNot(List.of(), "us-1", HERE))
                .contains("has no endpoints: no pod carries the labels that it selects");
        assertThat(ServiceEndpoints.whyNot(
                        List.of(endpoint("them-2", "10.0.0.9", true), endpoint("them-1", "10.0.0.8", null)),
                        "us-1",
                        HERE))
                .contains("leads to them-1, them-2 and not to this pod");
    }

    @Test
    void findThisPodByNameOrAddress() {
        assertThat(ServiceEndpoints.whyNot(List.of(endpoint("us-1", "10.0.0.9", true)), "us-1", HERE))
                .isEmpty();
        assertThat(ServiceEndpoints.whyNot(List.of(endpoint("us-1", "10.0.0.5", null)), "node-a", HERE))
                .as("on its node's network")
                .isEmpty();
        assertThat(ServiceEndpoints.whyNot(List.of(endpoint("us-1", "10.0.0.9", false)), "us-1", HERE))
                .contains("has this pod, but it is not ready");
    }

    private static Endpoint endpoint(String pod, String address, @Nullable Boolean ready) {
        return new Endpoint(List.of(address), new EndpointSlice.Conditions(ready), new EndpointSlice.Reference(pod));
    }
}
