package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.controller.NotScrapedReasons.Evidence;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.PrometheusServer;
import io.operatormetrics.operator.prometheus.Servers;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class NotScrapedReasonsTest {

    private static final ResourceNames IDENTITY = ObjectsInTests.identity("operator-metrics");
    private static final PrometheusServer SELECTING =
            Servers.server("prometheus", "k8s", "{serviceMonitorSelector: {}}");
    private static final Unstructured SERVICE = object("""
            metadata: {namespace: ns, name: new}
            spec: {selector: {k8s-app: operator-metrics}}""");

    private Observed<Unstructured> monitor = new Observed.Present<>(object("""
            metadata: {namespace: prometheus, name: new}
            spec: {namespaceSelector: {matchNames: [ns]}}"""));
    private List<PrometheusServer> servers = List.of(SELECTING);

    @Test
    void areNoneWhereNothingIsKnown() {
        assertThat(reasons(SERVICE, true, null, Set.of())).isEmpty();
    }

    @Test
    void beginWithTheSelectorsOfPrometheus() {
        servers = List.of(Servers.server(
                "prometheus", "k8s", "{serviceMonitorSelector: {matchLabels: {team: network-operators}}}"));
        assertThat(reasons(SERVICE, true, null, Set.of()))
                .containsExactly(
                        "nothing selects ServiceMonitor prometheus/new: Prometheus prometheus/k8s does not: its serviceMonitorSelector wants team=network-operators");
        servers = List.of();
        assertThat(reasons(SERVICE, true, null, Set.of()))
                .containsExactly(
                        "nothing selects ServiceMonitor prometheus/new: there is no Prometheus object in the cluster");
    }

    @Test
    void quoteWhatAPrometheusOperatorSaysOfTheServiceMonitor() {
        monitor = new Observed.Present<>(object("""
                metadata: {namespace: prometheus, name: new}
                spec: {namespaceSelector: {matchNames: [ns]}}
                status:
                  bindings:
                  - group: monitoring.coreos.com
                    resource: prometheuses
                    namespace: prometheus
                    name: k8s
                    conditions:
                    - {type: Accepted, status: "False", reason: InvalidConfiguration, message: secret not found}
                  - group: monitoring.coreos.com
                    resource: prometheuses
                    namespace: prometheus
                    name: fine
                    conditions: [{type: Accepted, status: "True"}]"""));
        assertThat(reasons(SERVICE, true, null, Set.of()))
                .containsExactly(
                        "prometheuses prometheus/k8s does not accept ServiceMonitor prometheus/new: secret not found");
    }

    @Test
    void nameTheServiceThatDoesNotLeadHere() {
        assertThat(reasons(SERVICE, true, "has no endpoints", Set.of()))
                .containsExactly("Service ns/new has no endpoints");
    }

    /** With upstream's names and the Go operator first. */
    @Test
    void nameAServiceOfSomebodyElseThatSelectsOtherPods() {
        Unstructured theirs = object("""
                metadata: {namespace: ns, name: new}
                spec: {selector: {k8s-app: tigera-operator}}""");
        assertThat(reasons(theirs, false, null, Set.of()))
                .containsExactly(
                        "Service ns/new belongs to someone else and selects the pods with k8s-app=tigera-operator, not ours; choose another METRICS_SERVICE_NAME");
        assertThat(reasons(SERVICE, false, "leads to tigera-operator-7c9 and not to this pod", Set.of()))
                .containsExactly(
                        "Service ns/new belongs to someone else and selects the pods with k8s-app=operator-metrics: it leads to tigera-operator-7c9 and not to this pod; choose another METRICS_SERVICE_NAME");
        assertThat(reasons(SERVICE, false, null, Set.of()))
                .as("one that leads here serves")
                .isEmpty();
    }

    @Test
    void endWithWhyClientsWereRefused() {
        assertThat(reasons(SERVICE, true, null, Set.of(HandshakeFailure.UNKNOWN_CA, HandshakeFailure.NO_CERTIFICATE)))
                .containsExactly("clients are refused for no_certificate, unknown_ca");
    }

    @Test
    void sayThatThereIsNoServiceMonitor() {
        monitor = new Observed.Absent<>();
        assertThat(reasons(SERVICE, true, null, Set.of()))
                .containsExactly("ServiceMonitor prometheus/new does not exist");
    }

    private List<String> reasons(
            Unstructured service, boolean ours, @Nullable String elsewhere, Set<HandshakeFailure> refused) {
        PrometheusObjects objects = new PrometheusObjects(
                new Observed.Pending<>(), new Observed.Present<>(List.of()), monitor, new Observed.Absent<>());
        PrometheusSelection selection =
                new PrometheusSelection(new Observed.Present<>(servers), new Observed.Present<>(List.of()));
        return NotScrapedReasons.of(
                IDENTITY, new Evidence(objects, selection, new Observed.Present<>(service), ours, elsewhere), refused);
    }

    private static Unstructured object(String yaml) {
        return Unstructured.of(Serialization.unmarshal(yaml, JsonNode.class));
    }
}
