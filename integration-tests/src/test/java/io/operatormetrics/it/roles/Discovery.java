package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plays the discovery of Prometheus, with the rights of its own account: Services by their labels, and their Endpoints. */
final class Discovery {

    private final KubernetesClient prometheus;

    /**
     * A player of the role.
     *
     * @param prometheus a client with the rights that Prometheus has
     */
    Discovery(KubernetesClient prometheus) {
        this.prometheus = prometheus;
    }

    /** The endpoints behind that port of those Services, as {@code static_configs}; none where it may not read. */
    List<Map<String, Object>> targets(List<String> namespaces, LabelSelector selector, String port) {
        return namespaces.stream()
                .flatMap(namespace -> targets(namespace, selector, port).stream())
                .toList();
    }

    /** Rights may come between two requests, or go. */
    private List<Map<String, Object>> targets(String namespace, LabelSelector selector, String port) {
        try {
            return prometheus.services().inNamespace(namespace).withLabelSelector(selector).list().getItems().stream()
                    .flatMap(service -> targets(service, port))
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return List.of();
            }
            throw e;
        }
    }

    private Stream<Map<String, Object>> targets(Service service, String port) {
        Endpoints endpoints = prometheus
                .endpoints()
                .inNamespace(service.getMetadata().getNamespace())
                .withName(service.getMetadata().getName())
                .get();
        return endpoints == null
                ? Stream.of()
                : endpoints.getSubsets().stream().flatMap(subset -> targets(service, subset, port));
    }

    /** Labels as the Prometheus Operator has them made; those that a series already has win by {@code honorLabels} only. */
    private static Stream<Map<String, Object>> targets(Service service, EndpointSubset subset, String port) {
        return subset.getPorts().stream()
                .filter(candidate -> candidate.getName().equals(port))
                .flatMap(found -> subset.getAddresses().stream()
                        .map(address -> Map.of(
                                "targets",
                                List.of(address.getIp() + ":" + found.getPort()),
                                "labels",
                                Map.of(
                                        "namespace", service.getMetadata().getNamespace(),
                                        "service", service.getMetadata().getName(),
                                        "pod", address.getTargetRef().getName()))));
    }
}
