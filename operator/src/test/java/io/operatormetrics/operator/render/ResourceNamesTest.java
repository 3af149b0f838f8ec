package io.operatormetrics.operator.render;

import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceNamesTest {

    @Test
    void isUpstreamsByDefault() {
        ResourceNames identity = Rendering.identity(Map.of());
        assertThat(identity.portName()).isEqualTo("tigera-operator-metrics-port");
        assertThat(identity.port()).isEqualTo(9484);
        assertThat(identity.serverName()).isEqualTo("tigera-operator-metrics");
        assertThat(identity.dnsNames())
                .containsExactly(
                        "tigera-operator-metrics",
                        "tigera-operator-metrics.tigera-operator",
                        "tigera-operator-metrics.tigera-operator.svc",
                        "tigera-operator-metrics.tigera-operator.svc.cluster.local");
        assertThat(identity.ownsItsPods()).isFalse();
    }

    @Test
    void everythingIsWhereUpstreamHasItUnderItsName() {
        Map<String, String> upstreams =
                Map.of("OPERATOR_NAME", "tigera-operator", "OPERATOR_NAMESPACE", "tigera-operator");
        ResourceNames identity = Rendering.identity(upstreams);
        assertThat(identity.serviceName()).isEqualTo("tigera-operator-metrics");
        assertThat(identity.serverSecret()).isEqualTo("tigera-operator-tls");
        assertThat(identity.clientSecret()).isEqualTo("calico-node-prometheus-client-tls");
        assertThat(identity.caBundle()).isEqualTo("tigera-ca-bundle");
        assertThat(identity.caSecret()).hasToString("tigera-operator/tigera-ca-private");
        assertThat(identity.prometheusNamespace()).isEqualTo("tigera-prometheus");
        assertThat(Rendering.settings(upstreams).monitoring().statusName()).isEqualTo("monitor");
    }

    @Test
    void nothingIsWhereUpstreamHasItUnderTheNameThatWeShip() {
        Map<String, String> shipped =
                Map.of("OPERATOR_NAME", "operator-metrics", "OPERATOR_NAMESPACE", "operator-metrics");
        ResourceNames identity = Rendering.identity(shipped);
        assertThat(identity.serviceName()).isEqualTo("operator-metrics");
        assertThat(identity.serverSecret()).isEqualTo("operator-metrics-tls");
        assertThat(identity.clientSecret()).isEqualTo("operator-metrics-client-tls");
        assertThat(identity.caBundle()).isEqualTo("operator-metrics-ca-bundle");
        assertThat(identity.caSecret()).hasToString("operator-metrics/tigera-ca-private");
        assertThat(Rendering.settings(shipped).monitoring().statusName()).isEqualTo("operator-metrics");
    }

    @Test
    void namesTheServiceAfterTheOperator() {
        ResourceNames identity = Rendering.identity(Map.of("OPERATOR_NAME", "watcher"));
        assertThat(identity.dnsNames()).contains("watcher-metrics", "watcher-metrics.tigera-operator.svc");
        assertThat(identity.ownsItsPods()).isTrue();
    }
}
