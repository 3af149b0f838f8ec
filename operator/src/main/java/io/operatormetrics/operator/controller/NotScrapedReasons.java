package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out why nobody scrapes, on the way that a scrape takes: ServiceMonitor, Prometheus, Service, pod, TLS. */
final class NotScrapedReasons {

    private final ResourceNames identity;
    private final ClusterWatches watches;
    private final PrometheusWatches prometheus;
    private final ServerSideApplier writer;
    private final ServiceEndpoints endpoints;

    NotScrapedReasons(
            ResourceNames identity,
            ClusterWatches watches,
            PrometheusWatches prometheus,
            ServerSideApplier writer,
            ServiceEndpoints endpoints) {
        this.identity = identity;
        this.watches = watches;
        this.prometheus = prometheus;
        this.writer = writer;
        this.endpoints = endpoints;
    }

    /**
     * What is known of the way from a Prometheus to this pod.
     *
     * @param objects in the namespace of Prometheus
     * @param service of the name that ours has
     * @param ours whether it is ours
     * @param elsewhere why it does not lead to this pod; null where it does, or that is not known
     */
    record Evidence(
            PrometheusObjects objects,
            PrometheusSelection selection,
            Observed<Unstructured> service,
            boolean ours,
            @Nullable String elsewhere) {}

    /**
     * All reasons that are known, each as a clause for people; always in the same order.
     *
     * @param refused why clients were refused
     */
    List<String> find(Set<HandshakeFailure> refused) throws InterruptedException {
        PrometheusObjects objects = new PrometheusObjects(
                watches.namespaces().get(identity.prometheusNamespace()),
                watches.rules(),
                watches.get(ManagedResource.serviceMonitor(identity)),
                prometheus.upstreamMonitor());
        Observed<Unstructured> service = watches.get(ManagedResource.service(identity));
        boolean ours = service instanceof Observed.Present<Unstructured>(Unstructured found) && writer.owns(found);
        return of(
                identity,
                new Evidence(
                        objects,
                        prometheus.selection(),
                        service,
                        ours,
                        endpoints.whyNotThisPod().orElse(null)),
                refused);
    }

    static List<String> of(ResourceNames identity, Evidence evidence, Set<HandshakeFailure> refused) {
        List<String> reasons = new ArrayList<>();
        if (evidence.objects().ourMonitor() instanceof Observed.Present<Unstructured>(Unstructured monitor)) {
            List<String> why =
                    evidence.selection().whyNotScraped(evidence.objects().selectable(monitor));
            if (!why.isEmpty()) {
                reasons.add("nothing selects ServiceMonitor %s: %s".formatted(monitor.key(), String.join(", ", why)));
            }
            addBindings(monitor, reasons);
        } else {
            reasons.add("ServiceMonitor %s does not exist"
                    .formatted(ManagedResource.serviceMonitor(identity).key()));
        }
        if (evidence.service() instanceof Observed.Present<Unstructured>(Unstructured service)) {
            addService(identity, evidence, service, reasons);
        }
        if (!refused.isEmpty()) {
            reasons.add("clients are refused for "
                    + refused.stream().map(HandshakeFailure::label).sorted().collect(Collectors.joining(", ")));
        }
        return List.copyOf(reasons);
    }

    /** What a Prometheus Operator says of it, where it does. */
    private static void addBindings(Unstructured monitor, List<String> reasons) {
        for (JsonNode binding : monitor.json().at("/status/bindings")) {
            for (JsonNode condition : binding.path("conditions")) {
                if (condition.path("type").asText().equals("Accepted")
                        && condition.path("status").asText().equals("False")) {
                    reasons.add("%s %s/%s does not accept ServiceMonitor %s: %s"
                            .formatted(
                                    binding.path("resource").asText(),
                                    binding.path("namespace").asText(),
                                    binding.path("name").asText(),
                                    monitor.key(),
                                    condition.path("message").asText()));
                }
            }
        }
    }

    private static void addService(
            ResourceNames identity, Evidence evidence, Unstructured service, List<String> reasons) {
        String elsewhere = evidence.elsewhere();
        if (evidence.ours()) {
            if (elsewhere != null) {
                reasons.add("Service %s %s".formatted(service.key(), elsewhere));
            }
            return;
        }
        String selected =
                service.json().at("/spec/selector/" + ResourceNames.APP_LABEL).asText("*");
        if (elsewhere != null || !selected.equals(identity.appLabel())) {
            reasons.add(
                    "Service %s belongs to someone else and selects the pods with %s=%s%s%s; choose another METRICS_SERVICE_NAME"
                            .formatted(
                                    service.key(),
                                    ResourceNames.APP_LABEL,
                                    selected,
                                    selected.equals(identity.appLabel()) ? "" : ", not ours",
                                    elsewhere == null ? "" : ": it " + elsewhere));
        }
    }
}
