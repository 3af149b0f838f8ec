package io.operatormetrics.operator.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.monitor.NotScrapedReasons.Evidence;
import io.operatormetrics.operator.prometheus.PrometheusSelection;
import io.operatormetrics.operator.prometheus.PrometheusServer;
import io.operatormetrics.operator.prometheus.Servers;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class NotScrapedReasonsTest {

    private static final EndpointIdentity IDENTITY = ObjectsInTests.identity("operator-metrics");
    private static final PrometheusServer SELECTING =
            Servers.server("prometheus", "k8s", "{serviceMonitorSelector: {}}");
    private static final ApiObject SERVICE = object("""
            metadata: {namespace: ns, name: new}
            spec: {selector: {k8s-app: operator-metrics}}""");

    private Sight<ApiObject> monitor = new Sight.Found<>(object("""
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
        monitor = new Sight.Found<>(object("""
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
        ApiObject theirs = object("""
                metadata: {namespace: ns, name: new}
                spec: {selector: {k8s-app: tigera-operator}}""");
        assertThat(reasons(theirs, false, null, Set.of()))
                .containsExactly(
                        "Service ns/new is somebody else's and selects the pods with k8s-app=tigera-operator, not ours; choose another METRICS_SERVICE_NAME");
        assertThat(reasons(SERVICE, false, "leads to tigera-operator-7c9 and not to this pod", Set.of()))
                .containsExactly(
                        "Service ns/new is somebody else's and selects the pods with k8s-app=operator-metrics: it leads to tigera-operator-7c9 and not to this pod; choose another METRICS_SERVICE_NAME");
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
        monitor = new Sight.NotFound<>();
        assertThat(reasons(SERVICE, true, null, Set.of()))
                .containsExactly("ServiceMonitor prometheus/new does not exist");
    }

    private List<String> reasons(
            ApiObject service, boolean ours, @Nullable String elsewhere, Set<HandshakeFailure> refused) {
        PrometheusObjects objects = new PrometheusObjects(
                new Sight.Unknown<>(), new Sight.Found<>(List.of()), monitor, new Sight.NotFound<>());
        PrometheusSelection selection =
                new PrometheusSelection(new Sight.Found<>(servers), new Sight.Found<>(List.of()));
        return NotScrapedReasons.of(
                IDENTITY, new Evidence(objects, selection, new Sight.Found<>(service), ours, elsewhere), refused);
    }

    private static ApiObject object(String yaml) {
        return ApiObject.of(Serialization.unmarshal(yaml, JsonNode.class));
    }
}
