package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Condition;
import io.operatormetrics.it.roles.Scraper;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.OptionalDouble;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The program finds out by itself whether Prometheus would be served, with the pair that the cluster holds for it. */
@RealCluster
class SelfCheckIT {

    private static final String GAUGE = "metrics_server_self_check_success";

    private static final String BUNDLE = "prometheus/ConfigMap/" + Site.CA_BUNDLE;
    private static final String PAIR = "prometheus/Secret/" + Site.CLIENT_SECRET;

    private final KubeCluster cluster;

    SelfCheckIT(KubeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void tellsWhetherThePairInTheClusterIsServed() {
        TestPki another = TestPki.create("another-ca");
        try (ScrapedOperator operator = ScrapedOperator.start(launcher())) {
            awaitGauge(operator, OptionalDouble.empty());

            put(operator.pki().client("prometheus"));
            awaitGauge(operator, OptionalDouble.of(1));
            assertThat(operator.process().awaitLog("self-check: .* is served"))
                    .contains("operator-metrics.operator-metrics.svc.cluster.local");

            put(another.client("prometheus"));
            awaitGauge(operator, OptionalDouble.of(0));
            operator.process().awaitLog("self-check: .* not served: .*unknown_ca");

            // The other side may change as well: now that CA is trusted too.
            operator.tls().swap(operator.pki().server(), operator.pki().caPem() + another.caPem());
            awaitGauge(operator, OptionalDouble.of(1));
        }
    }

    @Test
    void findsTheNameThatIsMissingFromTheCertificate() {
        OperatorLauncher renamed = launcher()
                .set("METRICS_SERVICE_NAME", "renamed")
                .set("METRICS_CLIENT_TLS_SECRET", "operator-metrics-client-tls");
        try (ScrapedOperator operator = ScrapedOperator.start(renamed)) {
            put(operator.pki().client("prometheus"));

            awaitGauge(operator, OptionalDouble.of(0));
            operator.process().awaitLog("self-check: .* called renamed\\.operator-metrics\\.svc: ");
        }
    }

    /** The pair that is issued for Prometheus carries its own name, and no other check compares that with who is let in. */
    @Test
    void statusSaysWhatOnlyAConnectionFindsOut() {
        Site site = Site.create(cluster, "self-check");
        OperatorLauncher strict = site.launcher().set("METRICS_CLIENT_ALLOWED_NAMES", "somebody-else");
        try (site;
                OperatorProcess operator = strict.run()) {
            operator.awaitLog("self-check: .* not served: ");

            Within.seconds(20).untilAsserted(() -> {
                Condition degraded = site.condition("Degraded");
                assertThat(degraded.status()).isEqualTo("True");
                assertThat(degraded.reason()).isEqualTo("SelfCheckFailed");
                assertThat(degraded.message())
                        .contains("called operator-metrics, operator-metrics." + site.operatorNamespace());
            });
        }
    }

    /** Prometheus has its own copies, which somebody can change and then have left alone. */
    @Test
    void usesWhatStandsInTheNamespaceOfPrometheus() {
        TestPki another = TestPki.create("another-ca");
        Site site = Site.create(cluster, "self-check-copies");
        try (site;
                OperatorProcess operator = site.launcher().run()) {
            site.awaitAvailable();
            Scraper scraper = site.scraper("127.0.0.1");
            awaitGauge(scraper, 1);

            GenericKubernetesResource bundle = site.inventory().get(BUNDLE);
            String certificates = bundle.<String>get("data", "tigera-ca-bundle.crt");
            edit(site, bundle, "tigera-ca-bundle.crt", another.caPem());
            awaitGauge(scraper, 0);
            assertDegraded(site, "ConfigMap " + site.prometheusNamespace() + "/operator-metrics-ca-bundle");
            edit(site, bundle, "tigera-ca-bundle.crt", certificates);
            awaitGauge(scraper, 1);
            Within.seconds(20)
                    .untilAsserted(() -> assertThat(site.condition("Degraded").status())
                            .as(site.status().toString())
                            .isEqualTo("False"));

            // A pair that the endpoint does not accept, and a bundle in which one CA more does no harm.
            edit(site, bundle, "tigera-ca-bundle.crt", certificates + another.caPem());
            Within.seconds(20)
                    .untilAsserted(() -> assertThat(site.condition("Available").reason())
                            .as(site.status().toString())
                            .isEqualTo("IgnoredObjectDiffers"));
            awaitGauge(scraper, 1);
            Identity theirs = another.client(Site.CLIENT_SECRET);
            GenericKubernetesResource pair = site.inventory().get(PAIR);
            edit(site, pair, "tls.key", base64(theirs.keyPem()));
            edit(site, pair, "tls.crt", base64(theirs.certificatePem()));
            awaitGauge(scraper, 0);
            assertDegraded(site, "Secret " + site.prometheusNamespace() + "/operator-metrics-client-tls");
            assertThat(operator.log()).noneMatch(line -> line.contains("-----BEGIN"));
        }
    }

    private static void assertDegraded(Site site, String object) {
        Within.seconds(20).untilAsserted(() -> {
            Condition degraded = site.condition("Degraded");
            assertThat(degraded.isTrue()).as(site.status().toString()).isTrue();
            // A pair that no CA of ours issued is a finding of its own, which comes first.
            assertThat(degraded.message()).contains("Prometheus's pair is not served by the endpoint: ", object);
        });
    }

    /** As somebody who wants it left like that. */
    private static void edit(Site site, GenericKubernetesResource object, String member, String value) {
        String escaped = value.replace("\r", "").replace("\n", "\\n");
        site.edit(
                object,
                "[{\"op\": \"add\", \"path\": \"/metadata/annotations/unsupported.operator.tigera.io~1ignore\", \"value\": \"true\"}]");
        site.edit(
                object,
                "[{\"op\": \"replace\", \"path\": \"/data/%s\", \"value\": \"%s\"}]".formatted(member, escaped));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static void awaitGauge(Scraper scraper, double value) {
        Within.seconds(30)
                .untilAsserted(() -> assertThat(scraper.scrape().value(GAUGE)).hasValue(value));
    }

    @AfterEach
    void startTheNextWithNothing() {
        cluster.objects().deleteAll();
    }

    private OperatorLauncher launcher() {
        return OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig());
    }

    private void put(Identity prometheus) {
        cluster.objects().put(Kinds.pairOfPrometheus(prometheus.certificatePem(), prometheus.keyPem()));
    }

    private static void awaitGauge(ScrapedOperator operator, OptionalDouble value) {
        await().untilAsserted(() -> assertThat(operator.scrape().value(GAUGE)).isEqualTo(value));
    }
}
