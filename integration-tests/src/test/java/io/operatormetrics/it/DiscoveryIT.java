package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitorSpec;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What {@code render} prints, applied by hand, and certificates made by hand, are all that a Prometheus Operator's Prometheus needs. */
@RealCluster
class DiscoveryIT {

    private static final TestPki PKI = TestPki.create("by-hand");

    /** Each breaks one thing that the way to the endpoint depends on. */
    private static final Map<String, Consumer<ServiceMonitorSpec>> MISTAKES = new TreeMap<>(Map.of(
            "other-port", spec -> endpoint(spec).setPort("metrics"),
            "other-scheme", spec -> endpoint(spec).setScheme("http"),
            "other-server-name", spec -> endpoint(spec).getTlsConfig().setServerName("another"),
            "other-key", spec -> endpoint(spec).getTlsConfig().getKeySecret().setKey("another.key"),
            "other-selector", spec -> spec.getSelector().setMatchLabels(Map.of("k8s-app", "another")),
            "other-namespace", spec -> spec.getNamespaceSelector().setMatchNames(List.of("default"))));

    private static final String EXPIRY = "tigera_operator_tls_certificate_expiry_timestamp_seconds";

    private static Site site;
    private static OperatorProcess operator;
    private static ScrapingPrometheus prometheus;

    @BeforeAll
    static void installByHand(KubeCluster cluster) {
        site = Site.create(cluster, "by-hand");
        Command.kubectl("--kubeconfig=" + cluster.adminKubeconfig(), "apply", "--filename=-")
                .run(site.rendered(PKI.caPem()))
                .out();
        putPair(site.operatorNamespace(), Site.SERVER_SECRET, PKI.server(List.of(Site.SERVICE)));
        putPair(site.operatorNamespace(), "tigera-ca-private", PKI.authority());
        putPair(site.prometheusNamespace(), Site.CLIENT_SECRET, PKI.client("prometheus"));
        cluster.objects().put(Kinds.certificate("default", "a", "expiry", "2027-01-01T00:00:00Z"));
        operator = site.podLauncher().set("MONITORING", "never").run();
        site.createPod();
        prometheus = ScrapingPrometheus.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        prometheus.close();
        operator.close();
        site.close();
    }

    @Test
    void prometheusScrapesWhatTheServiceMonitorSaysAndOnlyThat(KubeCluster cluster) {
        ServiceMonitor shipped = cluster.admin()
                .resources(ServiceMonitor.class)
                .inNamespace(site.prometheusNamespace())
                .withName(Site.SERVICE)
                .get();
        MISTAKES.forEach((name, problem) -> {
            ServiceMonitor wrong = Serialization.clone(shipped);
            wrong.setMetadata(new ObjectMetaBuilder()
                    .withNamespace(site.prometheusNamespace())
                    .withName(name)
                    .build());
            problem.accept(wrong.getSpec());
            cluster.admin().resource(wrong).create();
        });

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                        .as(prometheus.lastError())
                        .containsExactly(1.0));
        // Prometheus has added a namespace to each series, and the Secret's own has won.
        await().untilAsserted(() -> assertThat(prometheus.query(
                        EXPIRY + "{namespace='default', service='operator-metrics', exported_namespace=''}"))
                .hasSize(1));
        // Those two find the target, and then fail.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(prometheus.up("other-scheme")).containsExactly(0.0);
            assertThat(prometheus.up("other-server-name")).containsExactly(0.0);
        });
        MISTAKES.keySet()
                .forEach(name -> assertThat(prometheus.up(name)).as(name).isSubsetOf(0.0));
    }

    private static Endpoint endpoint(ServiceMonitorSpec spec) {
        return spec.getEndpoints().getFirst();
    }

    private static void putPair(String namespace, String name, Identity pair) {
        site.cluster()
                .objects()
                .put(Kinds.keyPair(
                        namespace, name, Map.of("tls.crt", pair.certificatePem(), "tls.key", pair.keyPem())));
    }
}
