package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Port, names, scheme and domain changed together: objects that did not agree on them would keep Prometheus out. */
@RealCluster
class SettingsAgreeIT {

    private static final Map<String, String> RENAMED = Map.of(
            Site.SERVICE,
            "other-service",
            Site.SERVICE + "-ca",
            "other-service-ca",
            Site.SERVICE + "-objects",
            "other-operator-objects",
            "calico-system." + Site.SERVICE,
            "calico-system.other-service",
            Site.SERVER_SECRET,
            "other-tls",
            Site.CLIENT_SECRET,
            "other-client-tls",
            Site.CA_BUNDLE,
            "other-bundle");

    @ParameterizedTest
    @CsvSource({"https, Endpoints", "http, EndpointSlice"})
    void allObjectsAgree(String scheme, String role, KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "other-" + scheme)) {
            site.permissions().rename(RENAMED);
            site.createPod("other-operator");
            try (OperatorProcess operator = site.podLauncher()
                            .set("OPERATOR_NAME", "other-operator")
                            .set("METRICS_SERVICE_NAME", "other-service")
                            .set("METRICS_TLS_SECRET", "other-tls")
                            .set("METRICS_CLIENT_TLS_SECRET", "other-client-tls")
                            .set("METRICS_CA_BUNDLE", "other-bundle")
                            .set("METRICS_SCHEME", scheme)
                            .set("CLUSTER_DOMAIN", "corp.example")
                            .run();
                    ScrapingPrometheus prometheus =
                            ScrapingPrometheus.start(site, Map.of("serviceDiscoveryRole", role))) {
                Within.seconds(20)
                        .untilAsserted(() -> assertThat(prometheus.up("other-service"))
                                .as(prometheus.lastError())
                                .containsExactly(1.0));
                String policy = site.inventory()
                        .get("operator/NetworkPolicy/other-service")
                        .toString();
                assertThat(policy).contains("other-operator", operator.metrics().getPort() + "");
                if (scheme.equals("https")) {
                    assertThat(site.inventory()
                                    .get("operator/Secret/other-tls")
                                    .getMetadata()
                                    .getAnnotations())
                            .containsEntry(
                                    "certificates.operator.tigera.io/dns-names",
                                    "other-service,other-service.%1$s,other-service.%1$s.svc,other-service.%1$s.svc.corp.example"
                                            .formatted(site.operatorNamespace()));
                } else {
                    assertThat(site.inventory()
                                    .ours()
                                    .without("operator/ConfigMap/other-operator-objects")
                                    .keys())
                            .noneMatch(key -> key.contains("/Secret/") || key.contains("/ConfigMap/"));
                }
            }
        }
    }
}
