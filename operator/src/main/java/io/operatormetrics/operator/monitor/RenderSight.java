package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.config.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.operator.render.PrometheusPolicy;
import io.operatormetrics.operator.render.RenderInputs;
import io.operatormetrics.operator.status.Finding;
import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What rendering is told of the cluster. */
final class RenderSight {

    private final EndpointIdentity identity;
    private final ClusterSight sight;
    private final PrometheusView prometheus;
    private final Set<Target> kept = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    RenderSight(EndpointIdentity identity, ClusterSight sight, PrometheusView prometheus) {
        this.identity = identity;
        this.sight = sight;
        this.prometheus = prometheus;
    }

    /** @param trusted the CAs of the bundle; empty while they are not known */
    RenderInputs inputs(MonitoringSettings monitoring, Ownership ownership, List<X509Certificate> trusted) {
        if (identity.servesTls() && trusted.isEmpty()) {
            kept.add(Target.caBundle(identity));
        }
        RenderInputs alone = new RenderInputs(
                identity, monitoring, ownership, trusted, Set.of(), DuplicateFamilies.KEEP, prometheusPolicy());
        return withoutDuplicates(alone, monitoring.duplicateFamilies());
    }

    /** What others define and serve too depends on which Prometheus takes ours, and so on how ours look. */
    private RenderInputs withoutDuplicates(RenderInputs alone, DuplicateFamilies setting) {
        Duplicates duplicates = new Duplicates(objects(), prometheus.selection());
        Set<String> alerts = Set.of();
        DuplicateFamilies families = DuplicateFamilies.KEEP;
        for (HasMetadata object : DesiredObjects.render(alone)) {
            switch (object) {
                case PrometheusRule rule -> alerts = duplicates.alertsElsewhere(rule);
                case ServiceMonitor monitor -> families = duplicates.families(setting, monitor);
                default -> {}
            }
        }
        kept.addAll(duplicates.undecided());
        findings.addAll(duplicates.findings());
        return new RenderInputs(
                identity,
                alone.monitoring(),
                alone.ownership(),
                alone.trusted(),
                alerts,
                families,
                alone.prometheusPolicy());
    }

    private PrometheusObjects objects() {
        return new PrometheusObjects(
                sight.namespaceNamed(identity.prometheusNamespace()),
                sight.rules(),
                sight.sight(Target.serviceMonitor(identity)),
                prometheus.upstreamMonitor());
    }

    /** What cannot be decided because something that it depends on is not known: it is to stay as it is, there or not. */
    Set<Target> kept() {
        return kept;
    }

    List<Finding> findings() {
        return findings;
    }

    private @Nullable PrometheusPolicy prometheusPolicy() {
        return switch (sight.upstreamPolicy()) {
            case Sight.Found<ApiObject>(ApiObject policy) -> UpstreamPolicy.of(policy);
            case Sight.NotFound<ApiObject> _ -> null;
            case Sight.Unknown<ApiObject> _ -> {
                kept.add(Target.egressPolicy(identity));
                yield null;
            }
            case Sight.Unreadable<ApiObject>(ApiFailure failure) -> {
                kept.add(Target.egressPolicy(identity));
                if (failure.kind() == ApiFailure.Kind.FORBIDDEN) {
                    findings.add(Remedies.missingRight(
                            ApiResource.CALICO_NETWORK_POLICIES,
                            new ObjectKey(identity.prometheusNamespace(), PrometheusPolicy.NAME),
                            "list, watch"));
                }
                yield null;
            }
        };
    }
}
