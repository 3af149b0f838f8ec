package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.operator.render.ResourceNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks up whether our Service leads to this pod. Asked only while nobody scrapes, so it is a request and not a watch. */
final class ServiceEndpoints {

    private static final Logger log = LoggerFactory.getLogger(ServiceEndpoints.class);

    private final ResourceClient requests;
    private final ResourceNames identity;
    private final String pod;

    /** @param pod name of this one */
    ServiceEndpoints(ResourceClient requests, ResourceNames identity, String pod) {
        this.requests = requests;
        this.identity = identity;
        this.pod = pod;
    }

    /** Why nobody gets to this pod by the Service, as the end of a sentence about it; empty where somebody could, or it is not known. */
    Optional<String> whyNotThisPod() throws InterruptedException {
        try {
            List<EndpointSlice.Endpoint> endpoints = requests
                    .list(ResourceQuery.all(GroupVersionResource.ENDPOINT_SLICES, EndpointSlice.class)
                            .inNamespace(identity.operatorNamespace())
                            .labelled("kubernetes.io/service-name=" + identity.serviceName()))
                    .stream()
                    .map(EndpointSlice::endpoints)
                    .filter(Objects::nonNull)
                    .flatMap(Collection::stream)
                    .toList();
            return whyNot(endpoints, pod, localAddresses());
        } catch (ApiException failure) {
            log.debug("EndpointSlices of Service {}: {}", identity.serviceName(), failure.message());
            return Optional.empty();
        }
    }

    static Optional<String> whyNot(List<EndpointSlice.Endpoint> endpoints, String pod, Set<String> addresses) {
        if (endpoints.isEmpty()) {
            return Optional.of("has no endpoints: no pod carries the labels that it selects");
        }
        Optional<EndpointSlice.Endpoint> own = endpoints.stream()
                .filter(endpoint -> endpoint.name().equals(pod)
                        || (endpoint.addresses() != null
                                && endpoint.addresses().stream().anyMatch(addresses::contains)))
                .findFirst();
        if (own.isPresent()) {
            return own.get().isReady() ? Optional.empty() : Optional.of("has this pod, but it is not ready");
        }
        return Optional.of("leads to %s and not to this pod"
                .formatted(endpoints.stream()
                        .map(EndpointSlice.Endpoint::name)
                        .sorted()
                        .distinct()
                        .limit(3)
                        .collect(Collectors.joining(", "))));
    }

    /** On a host's network a pod is called as its node is, but its address is known. */
    private static Set<String> localAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            log.debug("addresses of this host: {}", e.getMessage());
            return Set.of();
        }
    }
}
