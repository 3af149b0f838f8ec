package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.operatormetrics.operator.settings.OperatorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.operatormetrics.operator.render.Rendering.RENAMED;
import static io.operatormetrics.operator.render.Rendering.the;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DesiredObjectsTest {

    private static final Map<String, String> HTTPS = Map.of("METRICS_SCHEME", "https");

    @ParameterizedTest(name = "{0}")
    @MethodSource("sets")
    void areThoseThatTheInputsAskFor(String sentence, RenderInputs inputs, List<String> expected) {
        assertThat(DesiredObjects.render(inputs))
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                                + object.getMetadata().getName())
                .containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> sets() {
        return Stream.of(
                arguments(
                        "everything, with names of its own",
                        Rendering.inputs(RENAMED),
                        List.of(
                                "Service operators/watched",
                                "NetworkPolicy operators/watched",
                                "Role operators/watched",
                                "RoleBinding operators/watched",
                                "ConfigMap monitoring/watched-ca",
                                "ServiceMonitor monitoring/watched",
                                "PrometheusRule monitoring/watched",
                                "NetworkPolicy monitoring/calico-system.watched")),
                arguments(
                        "upstream's names: no policy for pods that are not ours alone",
                        Rendering.inputs(HTTPS),
                        List.of(
                                "Service tigera-operator/tigera-operator-metrics",
                                "ConfigMap tigera-prometheus/tigera-ca-bundle",
                                "ServiceMonitor tigera-prometheus/tigera-operator-metrics",
                                "PrometheusRule tigera-prometheus/tigera-operator-metrics",
                                "NetworkPolicy tigera-prometheus/calico-system.tigera-operator-metrics")),
                arguments(
                        "plain HTTP: nothing to trust",
                        Rendering.inputs(Map.of("METRICS_SCHEME", "http")),
                        List.of(
                                "Service tigera-operator/tigera-operator-metrics",
                                "ServiceMonitor tigera-prometheus/tigera-operator-metrics",
                                "PrometheusRule tigera-prometheus/tigera-operator-metrics",
                                "NetworkPolicy tigera-prometheus/calico-system.tigera-operator-metrics")),
                arguments(
                        "settings alone: nothing that depends on the cluster",
                        ofSettings(HTTPS),
                        List.of(
                                "Service tigera-operator/tigera-operator-metrics",
                                "ServiceMonitor tigera-prometheus/tigera-operator-metrics",
                                "PrometheusRule tigera-prometheus/tigera-operator-metrics")));
    }

    @Test
    void agreeOnNamesPortsAndScheme() {
        ResourceNames identity = Rendering.identity(RENAMED);
        List<HasMetadata> objects = Rendering.objects(RENAMED);
        Service service = the(Service.class, objects);
        ServicePort port = service.getSpec().getPorts().getFirst();
        ServiceMonitor monitor = the(ServiceMonitor.class, objects);
        Endpoint endpoint = monitor.getSpec().getEndpoints().getFirst();

        assertThat(endpoint.getPort()).isEqualTo(port.getName());
        assertThat(monitor.getSpec().getSelector().getMatchLabels())
                .isNotEmpty()
                .allSatisfy((key, value) ->
                        assertThat(service.getMetadata().getLabels()).containsEntry(key, value));
        assertThat(monitor.getSpec().getNamespaceSelector().getMatchNames())
                .containsExactly(service.getMetadata().getNamespace());
        assertThat(endpoint.getScheme()).isEqualTo("https");
        assertThat(identity.dnsNames())
                .contains(endpoint.getTlsConfig().getServerName())
                .contains("watched.operators.svc.example.org");

        NetworkPolicy ingress = the(NetworkPolicy.class, objects);
        assertThat(ingress.getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(service.getSpec().getSelector());
        assertThat(ingress.getSpec()
                        .getIngress()
                        .getFirst()
                        .getPorts()
                        .getFirst()
                        .getPort())
                .isEqualTo(port.getTargetPort());
        CalicoNetworkPolicy egress = the(CalicoNetworkPolicy.class, objects);
        CalicoNetworkPolicy.ServiceName target =
                egress.getSpec().egress().getFirst().destination().services();
        assertThat(target.name()).isEqualTo(service.getMetadata().getName());
        assertThat(target.namespace()).isEqualTo(service.getMetadata().getNamespace());
    }

    @Test
    void allSayWhoKeepsThemAndWhoseTheyAre() {
        ManagedMetadata managedMetadata =
                ManagedMetadata.of(Rendering.identity(RENAMED)).by(new MonitorReference("tigera-secure", "u-i-d"));
        assertThat(DesiredObjects.render(Rendering.inputs(RENAMED, managedMetadata)))
                .hasSize(8)
                .allSatisfy(object -> {
                    assertThat(object.getMetadata().getLabels())
                            .containsEntry("app.kubernetes.io/managed-by", "operator-metrics");
                    assertThat(object.getMetadata().getAnnotations())
                            .containsEntry("operator-metrics/instance", "operators/watcher");
                    assertThat(object.getMetadata().getOwnerReferences())
                            .containsExactly(new OwnerReference(
                                    "operator.tigera.io/v1", null, null, "Monitor", "tigera-secure", "u-i-d"));
                });
    }

    @Test
    void leavesOutAlertsThatAreDefinedElsewhere() {
        assertThat(alerts(Set.of("TLSCertExpiringCritical", "ComponentDegradedWarning", "Unheard")))
                .containsExactlyInAnyOrder(
                        "TLSCertExpiringWarning",
                        "LicenseExpiringWarning",
                        "LicenseExpiringCritical",
                        "ComponentDegradedCritical",
                        "ComponentProgressingWarning",
                        "ComponentProgressingCritical",
                        "DroppedFamiliesMissing");
    }

    @Test
    void neverLeavesOutTheAlertThatTellsOfSilence() {
        assertThat(alerts(DesiredObjects.upstreamAlerts())).containsExactly("DroppedFamiliesMissing");
        assertThat(alerts(Set.of("DroppedFamiliesMissing"))).contains("DroppedFamiliesMissing");
    }

    @Test
    void missEachFamilyThatIsDropped() {
        PrometheusRule rule = the(PrometheusRule.class, Rendering.objects(Map.of()));
        String missing = Rendering.rules(rule).stream()
                .filter(alert -> alert.getAlert().equals("DroppedFamiliesMissing"))
                .map(alert -> alert.getExpr().getStrVal())
                .findAny()
                .orElseThrow();
        assertThat(missing).contains(DroppedFamilies.NAMES);
    }

    @ParameterizedTest
    @CsvSource({"drop, true", "keep, false", "auto, false"})
    void dropsDuplicateFamiliesOnlyOnceThatIsDecided(String setting, boolean dropped) {
        ServiceMonitor monitor = the(ServiceMonitor.class, Rendering.objects(Map.of("DUPLICATE_FAMILIES", setting)));
        assertThat(monitor.getSpec().getEndpoints().getFirst().getMetricRelabelings())
                .hasSize(dropped ? 1 : 0);
    }

    private static Set<String> alerts(Set<String> elsewhere) {
        PrometheusRule rule = the(PrometheusRule.class, DesiredObjects.render(inputs(elsewhere)));
        return Rendering.rules(rule).stream().map(Rule::getAlert).collect(Collectors.toSet());
    }

    private static RenderInputs inputs(Set<String> alertsElsewhere) {
        RenderInputs inputs = Rendering.inputs(RENAMED);
        return new RenderInputs(
                inputs.identity(),
                inputs.monitoring(),
                inputs.managedMetadata(),
                inputs.trusted(),
                alertsElsewhere,
                inputs.duplicateFamilies(),
                inputs.upstreamPrometheusPolicy());
    }

    private static RenderInputs ofSettings(Map<String, String> variables) {
        OperatorSettings settings = Rendering.settings(variables);
        return RenderInputs.ofSettings(ResourceNames.of(settings), settings.monitoring(), List.of());
    }
}
