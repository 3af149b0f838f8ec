package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.operator.config.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.Selectable;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides what of ours would reach people twice: alerts that another PrometheusRule defines, and families that the Go operator serves, each
 * only where every Prometheus that takes ours takes the other too. Where that is not known nothing is left out. Pure.
 */
final class Duplicates {

    /** The Go operator's PrometheusRule. */
    private static final String UPSTREAM_RULE = "calico";

    private final PrometheusObjects objects;
    private final PrometheusSelection selection;
    private final Set<Target> undecided = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    /** @param objects what there is in the namespace of Prometheus */
    Duplicates(PrometheusObjects objects, PrometheusSelection selection) {
        this.objects = objects;
        this.selection = selection;
    }

    /** Which alerts are to be left out of a rule of ours. */
    Set<String> alertsElsewhere(HasMetadata ours) {
        return switch (objects.rules()) {
            case Sight.Found<Collection<ApiObject>>(var rules) -> alertsIn(rules, ours);
            case Sight.NotFound<Collection<ApiObject>> _ -> Set.of();
            case Sight.Unknown<Collection<ApiObject>> _ -> {
                undecided.add(Target.of(ours));
                yield Set.of();
            }
            case Sight.Unreadable<Collection<ApiObject>>(ApiFailure failure) -> {
                undecided.add(Target.of(ours));
                if (failure.kind() == ApiFailure.Kind.FORBIDDEN) {
                    findings.add(Remedies.missingRight(
                            ApiResource.PROMETHEUS_RULES,
                            new ObjectKey(ours.getMetadata().getNamespace(), ""),
                            "list, watch"));
                }
                yield Set.of();
            }
        };
    }

    private Set<String> alertsIn(Collection<ApiObject> rules, HasMetadata ours) {
        Selectable our = objects.selectable(ours);
        Set<String> elsewhere = new TreeSet<>();
        Set<String> by = new TreeSet<>();
        for (ApiObject rule : rules) {
            Set<String> alerts = rule.key().equals(our.key()) ? Set.of() : AlertConflicts.in(rule);
            if (!alerts.isEmpty() && isDecided(ours) && selection.evaluateBoth(our, objects.selectable(rule))) {
                elsewhere.addAll(alerts);
                by.add(rule.key().toString());
            }
        }
        if (!elsewhere.isEmpty()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "AlertsDefinedElsewhere",
                    "%s left out of ours: every Prometheus that evaluates our rule evaluates PrometheusRule %s too, which defines %s"
                            .formatted(
                                    String.join(", ", elsewhere),
                                    String.join(", ", by),
                                    elsewhere.size() == 1 ? "it" : "them")));
        }
        return elsewhere;
    }

    /** What becomes of the families of the Go operator's in a ServiceMonitor of ours. */
    DuplicateFamilies families(DuplicateFamilies setting, HasMetadata ours) {
        return switch (setting) {
            case KEEP, DROP -> setting;
            case AUTO -> areServedToTheSame(ours) ? DuplicateFamilies.DROP : DuplicateFamilies.KEEP;
        };
    }

    private boolean areServedToTheSame(HasMetadata ours) {
        boolean unknown =
                objects.rules() instanceof Sight.Unknown || objects.upstreamMonitor() instanceof Sight.Unknown;
        if (unknown && objects.namespaceExists()) {
            undecided.add(Target.of(ours));
        }
        return objects.rules() instanceof Sight.Found<Collection<ApiObject>>(var rules)
                && objects.upstreamMonitor() instanceof Sight.Found<ApiObject>(ApiObject theirs)
                && rules.stream().anyMatch(Duplicates::isUpstreamRule)
                && isDecided(ours)
                && selection.scrapeBoth(objects.selectable(ours), objects.selectable(theirs));
    }

    private static boolean isUpstreamRule(ApiObject rule) {
        return rule.key().name().equals(UPSTREAM_RULE)
                && AlertConflicts.in(rule).containsAll(DesiredObjects.upstreamAlerts());
    }

    /** Asked only where it makes a difference, so that nothing waits for a Prometheus where nobody defines what we do. */
    private boolean isDecided(HasMetadata ours) {
        if (selection.isUnknown()) {
            undecided.add(Target.of(ours));
        }
        return !selection.isUnknown();
    }

    /** What cannot be decided yet: it is to stay as it is, there or not. */
    Set<Target> undecided() {
        return Set.copyOf(undecided);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
