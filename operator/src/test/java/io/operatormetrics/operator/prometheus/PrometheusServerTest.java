package io.operatormetrics.operator.prometheus;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.prometheus.PrometheusServer.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class PrometheusServerTest {

    private static final Map<String, String> LABELS = Map.of("team", "network-operators");

    @ParameterizedTest(name = "of namespace {0}, {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            tigera-prometheus | {}                                                                                     | it has no FIELDSelector
            tigera-prometheus | {FIELDSelector: null, FIELDNamespaceSelector: {}}                                      | it has no FIELDSelector
            tigera-prometheus | {FIELDSelector: {}}                                                                    |
            monitoring        | {FIELDSelector: {}}                                                                    | without a FIELDNamespaceSelector it reads its own namespace only
            monitoring        | {FIELDSelector: {}, FIELDNamespaceSelector: {}}                                        |
            monitoring        | {FIELDSelector: {matchLabels: {team: network-operators}}, FIELDNamespaceSelector: {}}  |
            monitoring        | {FIELDSelector: {matchLabels: {release: kps}}, FIELDNamespaceSelector: {}}             | its FIELDSelector wants release=kps
            monitoring        | {FIELDSelector: {}, FIELDNamespaceSelector: {matchLabels: {kubernetes.io/metadata.name: tigera-prometheus}}} |
            monitoring        | {FIELDSelector: {}, FIELDNamespaceSelector: {matchExpressions: [{key: watched, operator: Exists}]}} | its FIELDNamespaceSelector wants watched Exists of namespace tigera-prometheus
            """)
    void selectsAsThePrometheusOperatorDoes(String namespace, String spec, String whyNot) {
        Verdict expected = whyNot == null
                ? new Verdict.Selected()
                : new Verdict.LeftOut(whyNot.replace("FIELD", "serviceMonitor"));
        assertThat(Servers.server(namespace, "k8s", spec.replace("FIELD", "serviceMonitor"))
                        .onServiceMonitor(Servers.selectable(LABELS)))
                .isEqualTo(expected);

        Verdict forRules =
                whyNot == null ? new Verdict.Selected() : new Verdict.LeftOut(whyNot.replace("FIELD", "rule"));
        assertThat(Servers.server(namespace, "k8s", spec.replace("FIELD", "rule"))
                        .onRule(Servers.selectable(LABELS)))
                .isEqualTo(forRules);
    }

    @Test
    void doesNotGuessTheLabelsOfANamespace() {
        Selectable unknown = new Selectable(
                new NamespacedName("tigera-prometheus", "operator-metrics"), null, LABELS, Set.of("operator-metrics"));
        String byNamespace = "{serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {matchLabels: {a: b}}}";
        String all = "{serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}}";

        assertThat(Servers.server("monitoring", "k8s", byNamespace).onServiceMonitor(unknown))
                .isEqualTo(new Verdict.Unknown());
        assertThat(Servers.server("monitoring", "k8s", all).onServiceMonitor(unknown))
                .isEqualTo(new Verdict.Selected());
    }

    @Test
    void findsNoTargetsInOtherNamespacesWhereItIgnoresNamespaceSelectors() {
        PrometheusServer ignoring = Servers.server(
                "tigera-prometheus", "k8s", "{serviceMonitorSelector: {}, ignoreNamespaceSelectors: true}");
        Selectable elsewhere = Servers.selectable(LABELS);
        Selectable beside = new Selectable(
                elsewhere.key(),
                elsewhere.namespaceLabels(),
                LABELS,
                Set.of(elsewhere.key().namespace()));

        assertThat(ignoring.onServiceMonitor(elsewhere))
                .isEqualTo(
                        new Verdict.LeftOut(
                                "its ignoreNamespaceSelectors is true, so it looks for targets in namespace tigera-prometheus only, and they are in operator-metrics"));
        assertThat(ignoring.onServiceMonitor(beside)).isEqualTo(new Verdict.Selected());
    }
}
