package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRuleBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitorBuilder;
import io.operatormetrics.operator.config.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.PrometheusServer;
import io.operatormetrics.operator.prometheus.Servers;
import io.operatormetrics.operator.render.DesiredObjects;
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

class DuplicatesTest {

    private static final String NAMESPACE = "tigera-prometheus";
    private static final ApiObject OURS = rule("operator-metrics", "A");
    private static final ApiObject CALICO =
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

    private final List<ApiObject> rules = new ArrayList<>(List.of(OURS, CALICO));
    private Sight<ApiObject> upstreamMonitor = new Sight.Found<>(object("tigera-operator-metrics", Map.of()));

    @Test
    void leavesOutWhatEveryPrometheusThatEvaluatesOursEvaluatesAnyway() {
        rules.add(rule("another", "TLSCertExpiringWarning", "Unheard"));
        Duplicates duplicates = duplicates(BOTH);

        assertThat(duplicates.alertsElsewhere(OUR_RULE)).isEqualTo(DesiredObjects.upstreamAlerts());
        assertThat(duplicates.findings()).extracting(Finding::reason).containsExactly("AlertsDefinedElsewhere");
        assertThat(duplicates.findings().getFirst().message())
                .contains("TLSCertExpiringWarning")
                .doesNotContain("Unheard")
                .contains("PrometheusRule tigera-prometheus/another, tigera-prometheus/calico");
        assertThat(duplicates.undecided()).isEmpty();
    }

    /** A rule that nobody selects switched ours off once. */
    @Test
    void leavesNothingOutForARuleThatNobodyEvaluates() {
        for (Duplicates duplicates : List.of(duplicates(), duplicates(OURS_ONLY), duplicates(BOTH, OURS_ONLY))) {
            assertThat(duplicates.alertsElsewhere(OUR_RULE)).isEmpty();
            assertThat(duplicates.findings()).isEmpty();
            assertThat(duplicates.undecided()).isEmpty();
        }
    }

    @Test
    void leavesNothingOutWhereNobodyMayReadPrometheusObjects() {
        Duplicates duplicates =
                new Duplicates(objects(), new PrometheusSelection(unreadable(), new Sight.Found<>(List.of())));

        assertThat(duplicates.alertsElsewhere(OUR_RULE)).isEmpty();
        assertThat(duplicates.families(DuplicateFamilies.AUTO, OUR_MONITOR)).isEqualTo(DuplicateFamilies.KEEP);
        assertThat(duplicates.undecided()).isEmpty();
        assertThat(duplicates.findings()).isEmpty();
    }

    @Test
    void decidesNothingBeforeTheFirstAnswer() {
        PrometheusSelection unknown = new PrometheusSelection(new Sight.Unknown<>(), new Sight.Found<>(List.of()));
        Duplicates duplicates = new Duplicates(objects(), unknown);

        assertThat(duplicates.alertsElsewhere(OUR_RULE)).isEmpty();
        assertThat(duplicates.families(DuplicateFamilies.AUTO, OUR_MONITOR)).isEqualTo(DuplicateFamilies.KEEP);
        assertThat(duplicates.undecided()).containsExactlyInAnyOrder(Target.of(OUR_RULE), Target.of(OUR_MONITOR));

        rules.remove(CALICO);
        Duplicates alone = new Duplicates(objects(), unknown);
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
        upstreamMonitor = new Sight.NotFound<>();
        assertThat(duplicates(BOTH).families(DuplicateFamilies.AUTO, OUR_MONITOR))
                .isEqualTo(DuplicateFamilies.KEEP);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP", "KEEP"})
    void doesAsItIsToldWhereTheSettingSays(DuplicateFamilies setting) {
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

    private Duplicates duplicates(PrometheusServer... servers) {
        return new Duplicates(
                objects(), new PrometheusSelection(new Sight.Found<>(List.of(servers)), new Sight.Found<>(List.of())));
    }

    private PrometheusObjects objects() {
        return new PrometheusObjects(
                new Sight.Found<>(ApiObject.of(Map.of("metadata", Map.of("name", NAMESPACE)))),
                new Sight.Found<>(List.copyOf(rules)),
                new Sight.NotFound<>(),
                upstreamMonitor);
    }

    private static Sight<Collection<PrometheusServer>> unreadable() {
        return new Sight.Unreadable<>(ApiFailure.ofCode(403, "not for this account"));
    }

    private static ApiObject labelled(ApiObject object, Map<String, String> labels) {
        ApiObject copy = new ApiObject(object.json().deepCopy());
        labels.forEach(
                (key, value) -> copy.json().withObject("/metadata/labels").put(key, value));
        return copy;
    }

    private static ApiObject rule(String name, String... alerts) {
        List<Map<String, String>> all =
                Set.of(alerts).stream().map(alert -> Map.of("alert", alert)).toList();
        return object(name, Map.of("groups", List.of(Map.of("name", "group", "rules", all))));
    }

    private static ApiObject object(String name, Map<String, Object> spec) {
        return ApiObject.of(Map.of("metadata", Map.of("namespace", NAMESPACE, "name", name), "spec", spec));
    }
}
