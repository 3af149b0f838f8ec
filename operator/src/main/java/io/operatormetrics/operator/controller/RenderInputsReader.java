package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.RenderInputs;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.render.UpstreamPrometheusPolicy;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.status.Finding;
import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what rendering needs from the cluster. */
final class RenderInputsReader {

    private final ResourceNames identity;
    private final ClusterWatches watches;
    private final PrometheusWatches prometheus;
    private final Set<ManagedResource> kept = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    RenderInputsReader(ResourceNames identity, ClusterWatches watches, PrometheusWatches prometheus) {
        this.identity = identity;
        this.watches = watches;
        this.prometheus = prometheus;
    }

    /** @param trusted the CAs of the bundle; empty while they are not known */
    RenderInputs inputs(MonitoringSettings monitoring, ManagedMetadata managedMetadata, List<X509Certificate> trusted) {
        if (identity.servesTls() && trusted.isEmpty()) {
            kept.add(ManagedResource.caBundle(identity));
        }
        RenderInputs alone = new RenderInputs(
                identity, monitoring, managedMetadata, trusted, Set.of(), DuplicateFamilies.KEEP, prometheusPolicy());
        return withoutDuplicates(alone, monitoring.duplicateFamilies());
    }

    /** What others define and serve too depends on which Prometheus takes ours, and so on how ours look. */
    private RenderInputs withoutDuplicates(RenderInputs alone, DuplicateFamilies setting) {
        DuplicateDetection duplicateDetection = new DuplicateDetection(objects(), prometheus.selection());
        Set<String> alerts = Set.of();
        DuplicateFamilies families = DuplicateFamilies.KEEP;
        for (HasMetadata object : DesiredObjects.render(alone)) {
            switch (object) {
                case PrometheusRule rule -> alerts = duplicateDetection.alertsElsewhere(rule);
                case ServiceMonitor monitor -> families = duplicateDetection.families(setting, monitor);
                default -> {}
            }
        }
        kept.addAll(duplicateDetection.undecided());
        findings.addAll(duplicateDetection.findings());
        return new RenderInputs(
                identity,
                alone.monitoring(),
                alone.managedMetadata(),
                alone.trusted(),
                alerts,
                families,
                alone.upstreamPrometheusPolicy());
    }

    private PrometheusObjects objects() {
        return new PrometheusObjects(
                watches.namespaces().get(identity.prometheusNamespace()),
                watches.rules(),
                watches.get(ManagedResource.serviceMonitor(identity)),
                prometheus.upstreamMonitor());
    }

    /** What cannot be decided because something that it depends on is not known: it is to stay as it is, there or not. */
    Set<ManagedResource> kept() {
        return kept;
    }

    List<Finding> findings() {
        return findings;
    }

    private @Nullable UpstreamPrometheusPolicy prometheusPolicy() {
        return switch (watches.upstreamPolicy()) {
            case Observed.Present<Unstructured>(Unstructured policy) -> UpstreamPolicy.of(policy);
            case Observed.Absent<Unstructured> _ -> null;
            case Observed.Pending<Unstructured> _ -> {
                kept.add(ManagedResource.egressPolicy(identity));
                yield null;
            }
            case Observed.Unreadable<Unstructured>(ApiException failure) -> {
                kept.add(ManagedResource.egressPolicy(identity));
                if (failure.kind() == ApiException.Kind.FORBIDDEN) {
                    findings.add(ApplyFindings.missingPermission(
                            CustomResources.CALICO_NETWORK_POLICIES,
                            new NamespacedName(identity.prometheusNamespace(), UpstreamPrometheusPolicy.NAME),
                            "list, watch"));
                }
                yield null;
            }
        };
    }
}
