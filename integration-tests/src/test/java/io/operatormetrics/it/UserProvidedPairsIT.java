package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A server pair that a user made wrong: it stays as it is and is reported, and all else goes on. */
@RealCluster
class UserProvidedPairsIT {

    private static final TestPki CORPORATE = TestPki.create("corporate-ca");
    private static Site site;
    private static OperatorProcess operator;

    @BeforeAll
    static void start(KubeCluster cluster) {
        site = Site.create(cluster, "user-provided");
        cluster.objects().put(secret(CORPORATE.server(site.dnsNames())));
        operator = site.launcher().run();
        Within.start()
                .untilAsserted(() -> assertThat(site.inventory().ours().keys())
                        .contains("prometheus/ServiceMonitor/operator-metrics"));
    }

    @AfterAll
    static void stop() {
        operator.close();
        site.close();
    }

    static Stream<Arguments> problems() {
        Identity good = CORPORATE.server(site.dnsNames());
        return Stream.of(
                arguments("expired", secret(CORPORATE.expiredServer(site.dnsNames())), "expired"),
                arguments("for other names", secret(CORPORATE.server(List.of("another"))), "operator-metrics"),
                arguments("of a client", secret(CORPORATE.client(Site.SERVICE)), "server"),
                arguments(
                        "without its key", secret(Map.of("tls.crt", good.certificatePem())), "private key is missing"),
                arguments(
                        "with another's key",
                        secret(Map.of(
                                "tls.crt",
                                good.certificatePem(),
                                "tls.key",
                                CORPORATE.server(site.dnsNames()).keyPem())),
                        "key"),
                arguments("of garbage", secret(Map.of("tls.crt", "garbage", "tls.key", "garbage")), "certificate"));
    }

    @ParameterizedTest(name = "a pair {0} is reported and left alone")
    @MethodSource("problems")
    void isReportedAndLeftAlone(String which, GenericKubernetesResource problem, String said) {
        // In the order of the table each is preceded by one that serves.
        site.cluster().objects().put(secret(CORPORATE.server(site.dnsNames())));
        Within.seconds(20)
                .untilAsserted(
                        () -> assertThat(site.condition("Degraded").status()).isEqualTo("False"));
        String mark = site.inventory().versions().get("prometheus/ServiceMonitor/operator-metrics");

        site.cluster().objects().put(problem);

        String version = site.inventory().versions().get("operator/Secret/operator-metrics-tls");
        Within.seconds(20).untilAsserted(() -> {
            assertThat(site.condition("Degraded").isTrue()).as(which).isTrue();
            assertThat(site.condition("Degraded").message()).contains(Site.SERVER_SECRET, said);
        });
        assertThat(site.inventory().versions())
                .containsEntry("operator/Secret/operator-metrics-tls", version)
                .containsEntry("prometheus/ServiceMonitor/operator-metrics", mark);
    }

    private static GenericKubernetesResource secret(Identity pair) {
        return secret(Map.of("tls.crt", pair.certificatePem(), "tls.key", pair.keyPem()));
    }

    private static GenericKubernetesResource secret(Map<String, String> data) {
        return Kinds.keyPair(site.operatorNamespace(), Site.SERVER_SECRET, data);
    }
}
