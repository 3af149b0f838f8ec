package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.config.MonitoringSettings;
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
import io.operatormetrics.operator.status.Severity;
import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What rendering is told of the cluster. */
final class RenderSight {

    private final EndpointIdentity identity;
    private final ClusterSight sight;
    private final Set<Target> kept = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    RenderSight(EndpointIdentity identity, ClusterSight sight) {
        this.identity = identity;
        this.sight = sight;
    }

    /** @param trusted the CAs of the bundle; empty while they are not known */
    RenderInputs inputs(MonitoringSettings monitoring, Ownership ownership, List<X509Certificate> trusted) {
        if (identity.servesTls() && trusted.isEmpty()) {
            kept.add(Target.caBundle(identity));
        }
        return new RenderInputs(identity, monitoring, ownership, trusted, alertsElsewhere(), prometheusPolicy());
    }

    /** What cannot be decided because something that it depends on is not known: it is to stay as it is, there or not. */
    Set<Target> kept() {
        return kept;
    }

    List<Finding> findings() {
        return findings;
    }

    private Set<String> alertsElsewhere() {
        return switch (sight.rules()) {
            case Sight.Found<Collection<ApiObject>>(var rules) ->
                told(RuleSight.alertsElsewhere(rules, Target.rules(identity).key()));
            case Sight.NotFound<Collection<ApiObject>> _ -> Set.of();
            case Sight.Unknown<Collection<ApiObject>> _ -> {
                kept.add(Target.rules(identity));
                yield Set.of();
            }
            case Sight.Unreadable<Collection<ApiObject>>(ApiFailure failure) -> {
                kept.add(Target.rules(identity));
                if (failure.kind() == ApiFailure.Kind.FORBIDDEN) {
                    findings.add(Remedies.missingRight(
                            ApiResource.PROMETHEUS_RULES,
                            new ObjectKey(identity.prometheusNamespace(), ""),
                            "list, watch"));
                }
                yield Set.of();
            }
        };
    }

    private Set<String> told(Set<String> elsewhere) {
        Set<String> ours = new TreeSet<>(elsewhere);
        ours.retainAll(DesiredObjects.alertNames());
        if (!ours.isEmpty()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "AlertsDefinedElsewhere",
                    "another PrometheusRule in namespace %s defines %s: left out of ours"
                            .formatted(identity.prometheusNamespace(), String.join(", ", ours))));
        }
        return ours;
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
