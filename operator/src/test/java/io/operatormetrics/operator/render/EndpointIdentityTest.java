package io.operatormetrics.operator.render;

import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointIdentityTest {

    @Test
    void isUpstreamsByDefault() {
        EndpointIdentity identity = Rendering.identity(Map.of());
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
    void namesTheServiceAfterTheOperator() {
        EndpointIdentity identity = Rendering.identity(Map.of("OPERATOR_NAME", "watcher"));
        assertThat(identity.dnsNames()).contains("watcher-metrics", "watcher-metrics.tigera-operator.svc");
        assertThat(identity.ownsItsPods()).isTrue();
    }
}
