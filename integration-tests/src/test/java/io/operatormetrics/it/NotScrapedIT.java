package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.PrometheusOperator;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Condition;
import io.operatormetrics.it.roles.GeneratedConfiguration;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is said of a Prometheus that is gone, or never was. The five minutes are real ones, which this class spends waiting while others run;
 * whatever can happen in them is in one test for that reason.
 */
@RealCluster
class NotScrapedIT {

    private static final TestPki PKI = TestPki.create("tigera-operator-signer@1700000000");
    private static final String UPSTREAM = "tigera-operator-metrics";
    private static final String MONITOR = "prometheus/ServiceMonitor/operator-metrics";

    /** What somebody adds to the ServiceMonitor: a Prometheus Operator refuses it for a Prometheus without that class. */
    private static final String SCRAPE_CLASS = "added";

    private static final Map<String, ?> RELEASE = Map.of("matchLabels", Map.of("release", "kps"));

    @Test
    void isReportedAfterFiveMinutesAndNotBefore(KubeCluster cluster) {
        try (Site scraped = Site.create(cluster, "scraped");
                Site never = besideTheGoOperator(cluster);
                OperatorProcess _ = never.launcher()
                        .set("METRICS_SERVICE_NAME", UPSTREAM)
                        .set("STATUS_NAME", UPSTREAM)
                        .run()) {
            Instant started = Instant.now();
            OperatorProcess leader =
                    scraped.launcher().set("LEADER_ELECTION", "true").run();
            try (leader;
                    OperatorProcess standby = scraped.launcher()
                            .set("LEADER_ELECTION", "true")
                            .set("METRICS_HOST", "127.0.0.2")
                            .set("HEALTH_HOST", "127.0.0.2")
                            .run()) {
                scraped.awaitAvailable();
                scraped.edit(
                        scraped.inventory().get(MONITOR),
                        "[{\"op\": \"add\", \"path\": \"/spec/scrapeClass\", \"value\": \"%s\"}]"
                                .formatted(SCRAPE_CLASS));
                scraped.scraper("127.0.0.1").scrape();
                scraped.scraper("127.0.0.2").awaitServed();
                Instant last = Instant.now();
                // The second Prometheus of a pair goes on for a while; then that one is gone too.
                scraped.scraper("127.0.0.2").scrape();
                Written before = Written.of(scraped);

                leader.stop();
                await("four minutes without a scrape")
                        .atMost(Duration.ofMinutes(5))
                        .until(() -> Instant.now().isAfter(last.plus(Duration.ofMinutes(4))));
                assertThat(Written.of(scraped))
                        .as("of another leader, meanwhile")
                        .isEqualTo(before);

                Within.seconds(90).untilAsserted(() -> isNotScraped(scraped.status()));
                assertThat(Instant.now()).isAfter(last.plus(Duration.ofMinutes(5)));
                assertThat(scraped.condition("Available").message())
                        .contains("there is no Prometheus object in the cluster");
                assertThat(standby.log()).noneMatch(line -> line.contains("ERROR"));

                saysWhichSelectorsItIs(cluster, scraped);
                saysWhatThePrometheusOperatorRefuses(cluster, scraped);
                scraped.scraper("127.0.0.2").scrape();
                Within.request(
                        5,
                        () -> assertThat(scraped.condition("Available").status())
                                .isEqualTo("True"));
            }
            // Since long by now.
            Within.seconds(90).untilAsserted(() -> isNotScraped(status(never)));
            assertThat(Instant.now()).isAfter(started.plus(Duration.ofMinutes(5)));
            assertThat(status(never).get("Available").message())
                    .contains("has answered no scrape since it started (limit 5m)")
                    .contains("Service " + never.operatorNamespace() + "/" + UPSTREAM
                            + " belongs to someone else and selects the pods with k8s-app=tigera-operator, not ours");
        }
    }

    private static Site besideTheGoOperator(KubeCluster cluster) {
        Site site = Site.create(cluster, "never-scraped");
        site.permissions().addNames(Map.of(Site.SERVICE, UPSTREAM));
        GoOperator.at(site).createAll(PKI);
        return site;
    }

    /** Each as the Prometheus Operator has it: it makes no Prometheus of these look for our targets. */
    private static void saysWhichSelectorsItIs(KubeCluster cluster, Site site) {
        PrometheusOperator operator = cluster.prometheusOperator();
        selectorIsToBlame(
                site,
                "release",
                Map.of("serviceMonitorSelector", RELEASE),
                "its serviceMonitorSelector wants release=kps");
        selectorIsToBlame(
                site,
                "namespace",
                Map.of("serviceMonitorSelector", Map.of(), "serviceMonitorNamespaceSelector", RELEASE),
                "its serviceMonitorNamespaceSelector wants release=kps of namespace " + site.prometheusNamespace());
        selectorIsToBlame(
                site,
                "beside",
                Map.of("serviceMonitorSelector", Map.of(), "ignoreNamespaceSelectors", true),
                "its ignoreNamespaceSelectors is true, so it looks for targets in namespace "
                        + site.prometheusNamespace());
        selectorIsToBlame(site, "none", Map.of("podMonitorSelector", Map.of()), "it has no serviceMonitorSelector");

        GenericKubernetesResource all = all(site.prometheusNamespace(), "all");
        cluster.objects().put(all);
        Within.start().until(() -> scrapes(site, all));
        noSelectorIsToBlame(site);
        cluster.objects().delete(all);
        operator.kill();
        try {
            operator.start("--namespaces=" + KubeCluster.UPSTREAM_NAMESPACE);
            GenericKubernetesResource seen = all(KubeCluster.UPSTREAM_NAMESPACE, "seen");
            GenericKubernetesResource unseen = all(site.prometheusNamespace(), "unseen");
            cluster.objects().put(unseen);
            cluster.objects().put(seen);
            Within.start().until(() -> generated(site, seen).main().isPresent());
            assertThat(generated(site, unseen).main()).isEmpty();
            noSelectorIsToBlame(site);
        } finally {
            operator.kill();
            operator.start();
            cluster.objects().deleteAll();
        }
    }

    /** As it writes into the ServiceMonitor's status where a feature gate has it do that. */
    private static void saysWhatThePrometheusOperatorRefuses(KubeCluster cluster, Site site) {
        PrometheusOperator operator = cluster.prometheusOperator();
        GenericKubernetesResource refusing =
                Kinds.prometheus(site.prometheusNamespace(), "refusing", Map.of("serviceMonitorSelector", Map.of()));
        String refused = "prometheuses %1$s/refusing does not accept ServiceMonitor %1$s/%2$s: scrapeClassName"
                .formatted(site.prometheusNamespace(), Site.SERVICE);
        operator.kill();
        try {
            operator.start("--feature-gates=StatusForConfigurationResources=true");
            cluster.objects().put(refusing);
            Within.start()
                    .untilAsserted(() ->
                            assertThat(site.condition("Available").message()).contains(refused));
            cluster.objects().put(all(site.prometheusNamespace(), "refusing"));
            Within.start()
                    .untilAsserted(() ->
                            assertThat(site.condition("Available").message()).doesNotContain("does not accept"));
        } finally {
            cluster.objects().delete(refusing);
            // With the gate it takes its words back first.
            Within.start().until(() -> cluster.objects().get(refusing) == null);
            operator.kill();
            operator.start();
        }
    }

    private static void selectorIsToBlame(Site site, String name, Map<String, ?> spec, String why) {
        GenericKubernetesResource prometheus = Kinds.prometheus(site.prometheusNamespace(), name, spec);
        site.cluster().objects().put(prometheus);
        Within.request(
                5,
                () -> assertThat(site.condition("Available").message())
                        .contains("Prometheus " + site.prometheusNamespace() + "/" + name + " does not: " + why));
        Within.start().until(() -> generated(site, prometheus).main().isPresent());
        assertThat(scrapes(site, prometheus)).as(why).isFalse();
        site.cluster().objects().delete(prometheus);
    }

    private static void noSelectorIsToBlame(Site site) {
        Within.request(5, () -> {
            isNotScraped(site.status());
            assertThat(site.condition("Available").message()).doesNotContain("nothing selects");
        });
    }

    private static boolean scrapes(Site site, GenericKubernetesResource prometheus) {
        return generated(site, prometheus).scrapes(site.inventory().get(MONITOR));
    }

    private static GeneratedConfiguration generated(Site site, GenericKubernetesResource prometheus) {
        return GeneratedConfiguration.of(site.cluster().admin(), prometheus);
    }

    private static GenericKubernetesResource all(String namespace, String name) {
        return Kinds.prometheus(
                namespace,
                name,
                Map.of("serviceMonitorSelector", Map.of(), "scrapeClasses", List.of(Map.of("name", SCRAPE_CLASS))));
    }

    private static void isNotScraped(SortedMap<String, Condition> status) {
        assertThat(status).containsKey("Available");
        Condition available = status.get("Available");
        assertThat(available.status()).as(status.toString()).isEqualTo("False");
        assertThat(available.reason()).isEqualTo("NotScraped");
        assertThat(available.message()).contains("pod ");
        assertThat(status.get("Progressing").message()).doesNotContain("first scrape");
    }

    private static SortedMap<String, Condition> status(Site site) {
        return Condition.of(site.inventory().get("TigeraStatus/" + UPSTREAM));
    }

    /** The status as it was written last. */
    private record Written(String version, SortedMap<String, Condition> conditions) {
        static Written of(Site site) {
            return new Written(site.inventory().versions().get("TigeraStatus/operator-metrics"), site.status());
        }
    }
}
