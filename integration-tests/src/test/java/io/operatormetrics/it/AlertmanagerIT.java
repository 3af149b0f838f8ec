package io.operatormetrics.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.it.harness.Alertmanager;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** An alert of ours on its whole way: our PrometheusRule, the Prometheus Operator, Prometheus, Alertmanager, its route. */
@RealCluster
class AlertmanagerIT {

    private static final String ALERT = "TLSCertExpiringCritical";

    /** As people have them who route the Go operator's alerts. */
    private static final String ROUTES = """
            route:
              receiver: others
              routes:
              - {receiver: pager, matchers: ['alertname = "%s"', 'severity = "critical"']}
            receivers:
            - name: others
            - name: pager
            """.formatted(ALERT);

    @Test
    void aCertificateThatExpiresIsOneAlertAtTheReceiverOfItsRoute(KubeCluster cluster) throws IOException {
        Instant expiry = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        cluster.objects().put(Kinds.certificate("default", "ends-soon", "expiry", expiry.toString()));
        try (Site site = Site.create(cluster, "alerted");
                Alertmanager alertmanager = Alertmanager.start(ROUTES);
                OperatorProcess operator = site.podLauncher()
                        .set("METRICS_SCRAPE_INTERVAL", "5s")
                        .set("METRICS_SCRAPE_TIMEOUT", "5s")
                        .run();
                ScrapingPrometheus prometheus = ScrapingPrometheus.start(
                        site,
                        Map.of(
                                "evaluationInterval",
                                "1s",
                                "alerting",
                                Map.of(
                                        "alertmanagers",
                                        List.of(Map.of(
                                                "namespace",
                                                site.prometheusNamespace(),
                                                "name",
                                                "alertmanager",
                                                "port",
                                                "web")))))) {
            site.createPod();
            Command.kubectl("--kubeconfig=" + cluster.adminKubeconfig(), "apply", "--filename=-")
                    .run(outsideTheCluster(site, alertmanager))
                    .out();

            // Configuration, discovery, a scrape, an evaluation and a notification, one after the other.
            Within.seconds(120)
                    .untilAsserted(() -> assertThat(alertmanager.alerts(ALERT))
                            .as(prometheus.lastError())
                            .singleElement()
                            .satisfies(alert -> {
                                assertThat(alert.at("/labels/severity").asText())
                                        .isEqualTo("critical");
                                assertThat(alert.at("/labels/name").asText()).isEqualTo("ends-soon");
                                assertThat(alert.at("/labels/namespace").asText())
                                        .isEqualTo("default");
                                assertThat(receivers(alert)).containsExactly("pager");
                            }));

            cluster.objects()
                    .put(Kinds.certificate(
                            "default",
                            "ends-soon",
                            "expiry",
                            expiry.plus(Duration.ofDays(365)).toString()));
            Within.seconds(120)
                    .untilAsserted(() -> assertThat(alertmanager.alerts(ALERT)).isEmpty());
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** Endpoints name what is not in the cluster, and Prometheus's account finds it, as where kube-prometheus is installed. */
    private static String outsideTheCluster(Site site, Alertmanager alertmanager) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {namespace: "%1$s", name: alertmanager}
                spec: {ports: [{name: web, port: %2$d}]}
                ---
                apiVersion: v1
                kind: Endpoints
                metadata: {namespace: "%1$s", name: alertmanager}
                subsets:
                - addresses: [{ip: "%3$s"}]
                  ports: [{name: web, port: %2$d}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {namespace: "%1$s", name: prometheus-finds-alertmanager}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:aggregate-to-view"}
                subjects: [{kind: ServiceAccount, namespace: "%1$s", name: prometheus}]
                """.formatted(site.prometheusNamespace(), alertmanager.port(), Site.POD);
    }

    private static List<String> receivers(JsonNode alert) {
        return alert.path("receivers").findValuesAsText("name");
    }
}
