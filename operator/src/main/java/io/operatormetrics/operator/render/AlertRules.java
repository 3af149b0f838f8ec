package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRuleSpec;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.RuleGroup;
import io.fabric8.openshift.api.model.monitoring.v1.RuleGroupBuilder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The alerts of {@code monitoring/alerts.yaml}, which has no other source. */
final class AlertRules {

    private static final String FILE = "alerts.yaml";

    /** The group of those that the Go operator defines too. */
    private static final String UPSTREAM = "tigera-operator";

    private static final List<RuleGroup> GROUPS = load();

    private AlertRules() {}

    /** The names of those that the Go operator defines too. */
    static Set<String> upstreamNames() {
        return GROUPS.stream()
                .filter(AlertRules::isUpstream)
                .flatMap(group -> group.getRules().stream())
                .map(Rule::getAlert)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All groups, but for the alerts of the Go operator that are defined elsewhere, and without a group that would be empty. */
    static List<RuleGroup> except(Set<String> alertsElsewhere) {
        return GROUPS.stream()
                .map(group -> isUpstream(group) ? without(group, alertsElsewhere) : group)
                .filter(group -> !group.getRules().isEmpty())
                .toList();
    }

    private static boolean isUpstream(RuleGroup group) {
        return group.getName().equals(UPSTREAM);
    }

    private static RuleGroup without(RuleGroup group, Set<String> alerts) {
        return new RuleGroupBuilder(group)
                .removeMatchingFromRules(rule -> alerts.contains(rule.getAlert()))
                .build();
    }

    private static List<RuleGroup> load() {
        try (InputStream file = Objects.requireNonNull(AlertRules.class.getResourceAsStream(FILE), FILE)) {
            return Serialization.unmarshal(file, PrometheusRuleSpec.class).getGroups();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
