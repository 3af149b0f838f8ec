package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.Selectable;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.settings.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.state.CustomResources;
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
final class DuplicateDetection {

    /** The Go operator's PrometheusRule. */
    private static final String UPSTREAM_RULE = "calico";

    private final PrometheusObjects objects;
    private final PrometheusSelection selection;
    private final Set<ManagedResource> undecided = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    /** @param objects what there is in the namespace of Prometheus */
    DuplicateDetection(PrometheusObjects objects, PrometheusSelection selection) {
        this.objects = objects;
        this.selection = selection;
    }

    /** Which alerts are to be left out of a rule of ours. */
    Set<String> alertsElsewhere(HasMetadata ours) {
        return switch (objects.rules()) {
            case Observed.Present<Collection<Unstructured>>(var rules) -> alertsIn(rules, ours);
            case Observed.Absent<Collection<Unstructured>> _ -> Set.of();
            case Observed.Pending<Collection<Unstructured>> _ -> {
                undecided.add(ManagedResource.of(ours));
                yield Set.of();
            }
            case Observed.Unreadable<Collection<Unstructured>>(ApiException failure) -> {
                undecided.add(ManagedResource.of(ours));
                if (failure.kind() == ApiException.Kind.FORBIDDEN) {
                    findings.add(ApplyFindings.missingPermission(
                            CustomResources.PROMETHEUS_RULES,
                            new NamespacedName(ours.getMetadata().getNamespace(), ""),
                            "list, watch"));
                }
                yield Set.of();
            }
        };
    }

    private Set<String> alertsIn(Collection<Unstructured> rules, HasMetadata ours) {
        Selectable our = objects.selectable(ours);
        Set<String> elsewhere = new TreeSet<>();
        Set<String> by = new TreeSet<>();
        for (Unstructured rule : rules) {
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
                    "%s left out of our rules: every Prometheus that evaluates our rule evaluates PrometheusRule %s too, which defines %s"
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
                objects.rules() instanceof Observed.Pending || objects.upstreamMonitor() instanceof Observed.Pending;
        if (unknown && objects.namespaceExists()) {
            undecided.add(ManagedResource.of(ours));
        }
        return objects.rules() instanceof Observed.Present<Collection<Unstructured>>(var rules)
                && objects.upstreamMonitor() instanceof Observed.Present<Unstructured>(Unstructured theirs)
                && rules.stream().anyMatch(DuplicateDetection::isUpstreamRule)
                && isDecided(ours)
                && selection.scrapeBoth(objects.selectable(ours), objects.selectable(theirs));
    }

    private static boolean isUpstreamRule(Unstructured rule) {
        return rule.key().name().equals(UPSTREAM_RULE)
                && AlertConflicts.in(rule).containsAll(DesiredObjects.upstreamAlerts());
    }

    /** Asked only where it makes a difference, so that nothing waits for a Prometheus where nobody defines what we do. */
    private boolean isDecided(HasMetadata ours) {
        if (selection.isUnknown()) {
            undecided.add(ManagedResource.of(ours));
        }
        return !selection.isUnknown();
    }

    /** What cannot be decided yet: it is to stay as it is, there or not. */
    Set<ManagedResource> undecided() {
        return Set.copyOf(undecided);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
