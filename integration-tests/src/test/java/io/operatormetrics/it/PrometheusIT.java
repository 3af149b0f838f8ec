package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.Prometheus;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static io.operatormetrics.it.harness.Kinds.certificate;
import static io.operatormetrics.it.harness.Kinds.installation;
import static io.operatormetrics.it.harness.Kinds.licenseKey;
import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole way: from objects in a real API server to series in a real Prometheus. */
@RealCluster
class PrometheusIT {

    private final KubeCluster cluster;
    private final ScrapedOperator operator;

    PrometheusIT(KubeCluster cluster, ScrapedOperator operator) {
        this.cluster = cluster;
        this.operator = operator;
    }

    /** The first is what this Prometheus asks for by itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PrometheusProto",
                "OpenMetricsText1.0.0",
                "OpenMetricsText0.0.1",
                "PrometheusText1.0.0",
                "PrometheusText0.0.4"
            })
    void holdsWhatTheApiServerHolds(String protocol) throws IOException {
        cluster.objects().put(tigeraStatus("calico", "Available=True", "Degraded=False"));
        cluster.objects().put(installation("default", "Available=True"));
        cluster.objects().put(licenseKey("expiry", "2100-01-01T00:00:00Z", "package", "CloudPro"));
        cluster.objects().put(certificate("default", "a", "expiry", "2027-01-01T00:00:00Z", "issuer", "say \"\\\""));
        cluster.objects().put(certificate("kube-system", "a", "expiry", "2028-01-01T00:00:00Z"));
        List<Sample> held = List.of(
                Sample.of("tigera_operator_component_status", 1, "component", "calico", "condition", "available"),
                Sample.of("tigera_operator_component_status", 0, "component", "calico", "condition", "progressing"),
                Sample.of("tigera_operator_component_status", 0, "component", "calico", "condition", "degraded"),
                Sample.of("tigera_operator_installation_status", 1, "name", "default", "condition", "available"),
                Sample.of("tigera_operator_installation_status", 0, "name", "default", "condition", "progressing"),
                Sample.of("tigera_operator_installation_status", 0, "name", "default", "condition", "degraded"),
                Sample.of("tigera_operator_license_expiry_timestamp_seconds", 4_102_444_800.0, "package", "CloudPro"),
                Sample.of("tigera_operator_license_valid", 1, "package", "CloudPro"),
                expiry(1_798_761_600, "default", "say \"\\\""),
                // Prometheus drops labels without a value.
                Sample.of(
                        "tigera_operator_tls_certificate_expiry_timestamp_seconds",
                        1_830_297_600,
                        "name",
                        "a",
                        "namespace",
                        "kube-system"));

        try (Prometheus prometheus = Prometheus.scraping(
                operator.process().metrics(),
                operator.pki().client("prometheus"),
                operator.pki().caPem(),
                Duration.ofSeconds(1),
                protocol.isEmpty() ? new String[0] : new String[] {protocol})) {
            await().untilAsserted(() -> assertThat(prometheus.value("up"))
                    .as(prometheus.lastError())
                    .isEqualTo(1));
            await().untilAsserted(() -> assertThat(
                            prometheus.query("{__name__=~\"tigera_operator_(component|installation|tls|license).*\"}"))
                    .containsExactlyInAnyOrderElementsOf(held));
        }
    }

    private static Sample expiry(double seconds, String namespace, String issuer) {
        return Sample.of(
                "tigera_operator_tls_certificate_expiry_timestamp_seconds",
                seconds,
                "name",
                "a",
                "namespace",
                namespace,
                "issuer",
                issuer);
    }
}
