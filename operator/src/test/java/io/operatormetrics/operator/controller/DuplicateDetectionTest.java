package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRuleBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitorBuilder;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.PrometheusServer;
import io.operatormetrics.operator.prometheus.Servers;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.settings.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.status.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class DuplicateDetectionTest {

    private static final String NAMESPACE = "tigera-prometheus";
    private static final Unstructured OURS = rule("operator-metrics", "A");
    private static final Unstructured CALICO =
            rule("calico", DesiredObjects.upstreamAlerts().toArray(String[]::new));
    private static final HasMetadata OUR_RULE = new PrometheusRuleBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("operator-metrics")
            .addToLabels("rule", "operator-metrics")
            .endMetadata()
            .build();
    private static final HasMetadata OUR_MONITOR = new ServiceMonitorBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("operator-metrics")
            .addToLabels("team", "ours")
            .endMetadata()
            .build();

    private static final PrometheusServer BOTH = Servers.server(NAMESPACE, "both", """
            {serviceMonitorSelector: {}, ruleSelector: {}}""");
    private static final PrometheusServer OURS_ONLY = Servers.server(NAMESPACE, "ours", """
            {serviceMonitorSelector: {matchLabels: {team: ours}}, ruleSelector: {matchLabels: {rule: operator-metrics}}}""");

    private final List<Unstructured> rules = new ArrayList<>(List.of(OURS, CALICO));
    private Observed<Unstructured> upstreamMonitor =
            new Observed.Present<>(object("tigera-operator-metrics", Map.of()));

    @Test
    void leavesOutWhatEveryPrometheusThatEvaluatesOursEvaluatesAnyway() {
        rules.add(rule("another", "TLSCertExpiringWarning", "Unheard"));
        DuplicateDetection duplicateDetection = duplicates(BOTH);

        assertThat(duplicateDetection.alertsElsewhere(OUR_RULE)).isEqualTo(DesiredObjects.upstreamAlerts());
        assertThat(duplicateDetection.findings()).extracting(Finding::reason).containsExactly("AlertsDefinedElsewhere");
        assertThat(duplicateDetection.findings().getFirst().message())
                .contains("TLSCertExpiringWarning")
                .doesNotContain("Unheard")
                .contains("PrometheusRule tigera-prometheus/another, tigera-prometheus/calico");
        assertThat(duplicateDetection.undecided()).isEmpty();
    }

    /** A rule that nobody selects switched ours off once. */
    @Test
    void leavesNothingOutForARuleThatNobodyEvaluates() {
        for (DuplicateDetection duplicateDetection :
                List.of(duplicates(), duplicates(OURS_ONLY), duplicates(BOTH, OURS_ONLY))) {
            assertThat(duplicateDetection.alertsElsewhere(OUR_RULE)).isEmpty();
            assertThat(duplicateDetection.findings()).isEmpty();
            assertThat(duplicateDetection.undecided()).isEmpty();
        }
    }

    @Test
    void leavesNothingOutWhereNobodyMayReadPrometheusObjects() {
        DuplicateDetection duplicateDetection = new DuplicateDetection(
                objects(), new PrometheusSelection(unreadable(), new Observed.Present<>(List.of())));

        assertThat(duplicateDetection.alertsElsewhere(OUR_RULE)).isEmpty();
        assertThat(duplicateDetection.families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
        assertThat(duplicateDetection.undecided()).isEmpty();
        assertThat(duplicateDetection.findings()).isEmpty();
    }

    @Test
    void decidesNothingBeforeTheFirstAnswer() {
        PrometheusSelection unknown =
                new PrometheusSelection(new Observed.Pending<>(), new Observed.Present<>(List.of()));
        DuplicateDetection duplicateDetection = new DuplicateDetection(objects(), unknown);

        assertThat(duplicateDetection.alertsElsewhere(OUR_RULE)).isEmpty();
        assertThat(duplicateDetection.families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
        assertThat(duplicateDetection.undecided())
                .containsExactlyInAnyOrder(ManagedResource.of(OUR_RULE), ManagedResource.of(OUR_MONITOR));

        rules.remove(CALICO);
        DuplicateDetection alone = new DuplicateDetection(objects(), unknown);
        assertThat(alone.alertsElsewhere(OUR_RULE)).isEmpty();
        assertThat(alone.families(DuplicateFamilies.AUTO, OUR_MONITOR)).isEqualTo(DuplicateFamilies.KEEP);
        assertThat(alone.undecided()).as("where there is nothing to decide").isEmpty();
    }

    @Test
    void dropsFamiliesThatEveryPrometheusThatScrapesUsScrapesOfTheGoOperator() {
        assertThat(duplicates(BOTH).families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.DROP);
        assertThat(duplicates().families(DuplicateFamilies.AUTO, OUR_MONITOR)).isEqualTo(DuplicateFamilies.KEEP);
        assertThat(duplicates(BOTH, OURS_ONLY).families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
    }

    @Test
    void keepsFamiliesWhereTheGoOperatorsAlertsAreNotAllThere() {
        rules.remove(CALICO);
        assertThat(duplicates(BOTH).families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
        rules.add(rule("calico", "DeniedPacketsRate", "TLSCertExpiringWarning"));
        assertThat(duplicates(BOTH).families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
    }

    @Test
    void keepsFamiliesWithoutTheGoOperatorsServiceMonitor() {
        upstreamMonitor = new Observed.Absent<>();
        assertThat(duplicates(BOTH).families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP", "KEEP"})
    void followsAnExplicitSetting(DuplicateFamilies setting) {
        assertThat(duplicates().families(setting, OUR_MONITOR)).isEqualTo(setting);
        assertThat(duplicates(BOTH).families(setting, OUR_MONITOR)).isEqualTo(setting);
    }

    @Test
    void countsLabelsThatOthersAddedToOurs() {
        PrometheusServer byLabel = Servers.server(NAMESPACE, "labelled", "{ruleSelector: {matchLabels: {added: yes}}}");
        rules.clear();
        rules.add(labelled(OURS, Map.of("added", "yes")));
        rules.add(labelled(CALICO, Map.of("added", "yes")));
        assertThat(duplicates(byLabel).alertsElsewhere(OUR_RULE)).isEqualTo(DesiredObjects.upstreamAlerts());
    }

    private DuplicateDetection duplicates(PrometheusServer... servers) {
        return new DuplicateDetection(
                objects(),
                new PrometheusSelection(new Observed.Present<>(List.of(servers)), new Observed.Present<>(List.of())));
    }

    private PrometheusObjects objects() {
        return new PrometheusObjects(
                new Observed.Present<>(Unstructured.of(Map.of("metadata", Map.of("name", NAMESPACE)))),
                new Observed.Present<>(List.copyOf(rules)),
                new Observed.Absent<>(),
                upstreamMonitor);
    }

    private static Observed<Collection<PrometheusServer>> unreadable() {
        return new Observed.Unreadable<>(ApiException.ofCode(403, "not for this account"));
    }

    private static Unstructured labelled(Unstructured object, Map<String, String> labels) {
        Unstructured copy = new Unstructured(object.json().deepCopy());
        labels.forEach(
                (key, value) -> copy.json().withObject("/metadata/labels").put(key, value));
        return copy;
    }

    private static Unstructured rule(String name, String... alerts) {
        List<Map<String, String>> all =
                Set.of(alerts).stream().map(alert -> Map.of("alert", alert)).toList();
        return object(name, Map.of("groups", List.of(Map.of("name", "group", "rules", all))));
    }

    private static Unstructured object(String name, Map<String, Object> spec) {
        return Unstructured.of(Map.of("metadata", Map.of("namespace", NAMESPACE, "name", name), "spec", spec));
    }
}
