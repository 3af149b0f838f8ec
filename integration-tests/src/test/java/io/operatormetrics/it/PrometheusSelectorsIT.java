package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.GeneratedConfiguration;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What our program takes a Prometheus to read is what the real Prometheus Operator has it read. */
@RealCluster
class PrometheusSelectorsIT {

    private static final TestPki PKI = TestPki.create("tigera-operator-signer@1700000000");
    private static final String NAMESPACE = "selectors-prometheus";
    private static final String ELSEWHERE = "selectors-elsewhere";
    private static final Map<String, ?> ALL = Map.of();
    private static final Map<String, ?> OURS = labels("app.kubernetes.io/managed-by", "operator-metrics");
    private static final Map<String, ?> THEIRS = expression("app.kubernetes.io/managed-by", "DoesNotExist");

    private static Site site;
    private static OperatorProcess operator;

    @BeforeAll
    static void install(KubeCluster cluster) {
        cluster.prometheusOperator();
        site = Site.create(cluster, "selectors");
        cluster.objects().createNamespace(ELSEWHERE);
        GoOperator.at(site).createAll(PKI);
        GoOperator.at(site).createBundle(PKI);
        operator = site.launcher().run();
        site.awaitAvailable();
    }

    @AfterEach
    void removePrometheus(KubeCluster cluster) {
        cluster.objects().deleteAll();
    }

    @AfterAll
    static void stop(KubeCluster cluster) {
        operator.close();
        site.close();
        cluster.objects().endNamespace(ELSEWHERE);
    }

    /** Both: a Prometheus reads ours, and each that does reads the Go operator's too, so that the same would come twice. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void oursAndTheGoOperatorsAreReadByTheSame(
            String who,
            List<GenericKubernetesResource> servers,
            boolean scraped,
            boolean evaluated,
            KubeCluster cluster) {
        GenericKubernetesResource before = prometheus(NAMESPACE, "before", ALL, Map.of());
        if (!scraped || !evaluated) {
            // So that our program has something to change its mind about.
            cluster.objects().put(before);
            programSays(true, true, 10);
        }
        servers.forEach(cluster.objects()::put);
        cluster.objects().delete(before);

        Within.start().untilAsserted(() -> prometheusOperatorSays(scraped, evaluated, servers));
        programSays(scraped, evaluated, 5);
    }

    static Stream<Arguments> oursAndTheGoOperatorsAreReadByTheSame() {
        return Stream.of(
                arguments("no Prometheus", List.of(), false, false),
                arguments("one that takes all", List.of(prometheus("all", ALL)), true, true),
                arguments("one that takes ours alone", List.of(prometheus("ours", OURS)), false, false),
                arguments("one that takes theirs alone", List.of(prometheus("theirs", THEIRS)), false, false),
                arguments(
                        "one that takes all, and another theirs",
                        List.of(prometheus("all", ALL), prometheus("theirs", THEIRS)),
                        true,
                        true),
                arguments(
                        "one that takes all, and another ours",
                        List.of(prometheus("all", ALL), prometheus("ours", OURS)),
                        false,
                        false),
                arguments("another release", List.of(prometheus("kps", labels("release", "kps"))), false, false),
                arguments(
                        "no selector",
                        List.of(Kinds.prometheus(NAMESPACE, "none", Map.of("podMonitorSelector", Map.of()))),
                        false,
                        false),
                arguments(
                        "in another namespace",
                        List.of(prometheus(ELSEWHERE, "elsewhere", ALL, Map.of())),
                        false,
                        false),
                arguments(
                        "in another namespace, of all namespaces",
                        List.of(prometheus(ELSEWHERE, "elsewhere", ALL, namespaces(ALL))),
                        true,
                        true),
                arguments(
                        "of this namespace by its label",
                        List.of(prometheus(
                                ELSEWHERE,
                                "elsewhere",
                                ALL,
                                namespaces(labels("kubernetes.io/metadata.name", NAMESPACE)))),
                        true,
                        true),
                arguments(
                        "of another namespace by its label",
                        List.of(prometheus(
                                NAMESPACE,
                                "not-here",
                                ALL,
                                namespaces(labels("kubernetes.io/metadata.name", ELSEWHERE)))),
                        false,
                        false),
                arguments(
                        "targets beside their ServiceMonitor alone",
                        List.of(prometheus(NAMESPACE, "beside", ALL, Map.of("ignoreNamespaceSelectors", true))),
                        false,
                        true));
    }

    private static void prometheusOperatorSays(
            boolean scraped, boolean evaluated, List<GenericKubernetesResource> servers) {
        List<GeneratedConfiguration> generated = servers.stream()
                .map(server -> GeneratedConfiguration.of(site.cluster().admin(), server))
                .toList();
        assertThat(generated).allMatch(one -> one.main().isPresent());
        var objects = site.inventory();
        GenericKubernetesResource monitor = objects.get("prometheus/ServiceMonitor/operator-metrics");
        GenericKubernetesResource theirMonitor = objects.get("prometheus/ServiceMonitor/tigera-operator-metrics");
        assertThat(both(generated, one -> one.scrapes(monitor), one -> one.scrapes(theirMonitor)))
                .as("the Prometheus Operator has those scrape both")
                .isEqualTo(scraped);
        GenericKubernetesResource rule = objects.get("prometheus/PrometheusRule/operator-metrics");
        GenericKubernetesResource theirRule = objects.get("prometheus/PrometheusRule/calico");
        assertThat(both(generated, one -> one.evaluates(rule), one -> one.evaluates(theirRule)))
                .as("the Prometheus Operator has those evaluate both")
                .isEqualTo(evaluated);
    }

    private static boolean both(
            List<GeneratedConfiguration> all,
            Predicate<GeneratedConfiguration> ours,
            Predicate<GeneratedConfiguration> theirs) {
        List<GeneratedConfiguration> read = all.stream().filter(ours).toList();
        return !read.isEmpty() && read.stream().allMatch(theirs);
    }

    private static void programSays(boolean scraped, boolean evaluated, int seconds) {
        Within.request(seconds, () -> {
            var objects = site.inventory();
            assertThat(objects.get("prometheus/ServiceMonitor/operator-metrics")
                            .toString()
                            .contains("metricRelabelings"))
                    .as("families are dropped")
                    .isEqualTo(scraped);
            assertThat(!objects.get("prometheus/PrometheusRule/operator-metrics")
                            .toString()
                            .contains("TLSCertExpiringWarning"))
                    .as("alerts are left out")
                    .isEqualTo(evaluated);
        });
    }

    private static GenericKubernetesResource prometheus(String name, Map<String, ?> selector) {
        return prometheus(NAMESPACE, name, selector, Map.of());
    }

    private static GenericKubernetesResource prometheus(
            String namespace, String name, Map<String, ?> selector, Map<String, ?> more) {
        Map<String, Object> spec = new HashMap<>(more);
        spec.put("serviceMonitorSelector", selector);
        spec.put("ruleSelector", selector);
        return Kinds.prometheus(namespace, name, spec);
    }

    private static Map<String, ?> namespaces(Map<String, ?> selector) {
        return Map.of("serviceMonitorNamespaceSelector", selector, "ruleNamespaceSelector", selector);
    }

    private static Map<String, ?> labels(String name, String value) {
        return Map.of("matchLabels", Map.of(name, value));
    }

    private static Map<String, ?> expression(String label, String operator) {
        return Map.of("matchExpressions", List.of(Map.of("key", label, "operator", operator)));
    }
}
