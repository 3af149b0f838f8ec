package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static io.operatormetrics.operator.render.Rendering.RENAMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each object as whole text; of variants those objects that vary. */
class GoldenObjectsTest {

    private static final String SERVICE = "services";
    private static final String INGRESS_POLICY = "networkpolicies.networking.k8s.io";
    private static final String ROLE = "roles.rbac.authorization.k8s.io";
    private static final String ROLE_BINDING = "rolebindings.rbac.authorization.k8s.io";
    private static final String CA_BUNDLE = "configmaps";
    private static final String SERVICE_MONITOR = "servicemonitors.monitoring.coreos.com";
    private static final String RULE = "prometheusrules.monitoring.coreos.com";
    private static final String EGRESS_POLICY = "networkpolicies.projectcalico.org";

    private static final ManagedMetadata OWNED = ManagedMetadata.of(Rendering.identity(Map.of()))
            .by(new MonitorReference("tigera-secure", "5b7ac9c4-6a0c-4c5e-9d5f-3a0f1c4b8e21"));

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void areAsLookedAt(String variant, RenderInputs inputs, List<String> kinds) {
        List<HasMetadata> objects = DesiredObjects.render(inputs);
        assertThat(objects).extracting(HasMetadata::getFullResourceName).containsAll(kinds);
        objects.stream()
                .filter(object -> kinds.contains(object.getFullResourceName()))
                .forEach(object -> Golden.assertMatches(
                        variant + "/" + object.getFullResourceName() + ".yaml", Serialization.asYaml(object)));
    }

    static Stream<Arguments> variants() {
        return Stream.of(
                variant(
                        "upstream-names-https",
                        Map.of("METRICS_SCHEME", "https"),
                        SERVICE,
                        CA_BUNDLE,
                        SERVICE_MONITOR,
                        RULE,
                        EGRESS_POLICY),
                variant("dropped", Map.of("DUPLICATE_FAMILIES", "drop", "MONITORING", "always"), SERVICE_MONITOR),
                variant("http", Map.of("METRICS_SCHEME", "http"), SERVICE_MONITOR),
                variant(
                        "renamed",
                        RENAMED,
                        SERVICE,
                        INGRESS_POLICY,
                        ROLE,
                        ROLE_BINDING,
                        CA_BUNDLE,
                        SERVICE_MONITOR,
                        RULE,
                        EGRESS_POLICY),
                variant(
                        "scraped-from-elsewhere",
                        Map.of(
                                "OPERATOR_NAME",
                                "operator-metrics",
                                "PROMETHEUS_NAMESPACE",
                                "rules",
                                "PROMETHEUS_SERVICE_ACCOUNT",
                                "monitoring/prometheus-k8s",
                                "METRICS_ALLOWED_NAMESPACES",
                                "agents, monitoring, team-a, rules"),
                        INGRESS_POLICY),
                variant(
                        "labels",
                        Map.of("MONITORING_LABELS", "release=kube-prometheus-stack,team=on,b=true,a=1"),
                        SERVICE_MONITOR,
                        RULE),
                variant(
                        "timing",
                        Map.of("METRICS_SCRAPE_INTERVAL", "90s", "METRICS_SCRAPE_TIMEOUT", "1500ms"),
                        SERVICE_MONITOR),
                arguments(
                        "owned", Rendering.inputs(Map.of(), OWNED), List.of(SERVICE, SERVICE_MONITOR, EGRESS_POLICY)));
    }

    private static Arguments variant(String name, Map<String, String> variables, String... kinds) {
        return arguments(name, Rendering.inputs(variables), List.of(kinds));
    }
}
