package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.CertificateSigner;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.ScrapingPrometheus;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A cluster whose Installation has certificates signed by somebody else, who signs for an hour at a time. */
@RealCluster
class CertificateManagementIT {

    private static final String SIGNER = "example.com/corporate";

    @Test
    void certificatesAreRequestedAndNoCaOfOursIsMade(KubeCluster cluster) throws IOException {
        TestPki corporate = TestPki.create("corporate-ca");
        cluster.objects().put(installation(corporate));
        try (Site site = Site.create(cluster, "requested");
                CertificateSigner signer = CertificateSigner.start(cluster, SIGNER, corporate, Duration.ofHours(1));
                OperatorProcess operator = site.podLauncher().run();
                ScrapingPrometheus prometheus = ScrapingPrometheus.start(site)) {
            site.createPod();
            Within.start()
                    .untilAsserted(() -> assertThat(prometheus.up(Site.SERVICE))
                            .as(prometheus.lastError())
                            .containsExactly(1.0));
            assertThat(signer.signed()).hasSize(2);
            assertThat(signer.signed())
                    .allSatisfy(
                            request -> assertThat(request.getSpec().getUsages()).contains("digital signature"));

            String touched = "operator/Service/operator-metrics";
            Inventory before = site.awaitAvailable().ours().without(touched);
            site.reconcileAgain(100);
            assertThat(site.inventory().ours().without(touched).versions()).isEqualTo(before.versions());
            assertThat(signer.signed()).hasSize(2);
            assertThat(site.inventory().keys()).doesNotContain("operator/Secret/tigera-ca-private");
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void requestsOfEarlierProcessesAreDeletedAndNoneIsLeftOnceIssued(KubeCluster cluster) throws IOException {
        TestPki corporate = TestPki.create("corporate-ca");
        cluster.objects().put(installation(corporate));
        try (Site site = Site.create(cluster, "restarted")) {
            Set<String> before = Set.of();
            for (int starts = 0; starts < 3; starts++) {
                try (OperatorProcess operator = site.podLauncher().run()) {
                    Set<String> earlier = before;
                    Within.start()
                            .untilAsserted(() -> assertThat(requests(site))
                                    .as("one for each pair")
                                    .hasSize(2)
                                    .noneMatch(earlier::contains));
                    before = requests(site);
                    assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
                }
            }

            try (CertificateSigner signer = CertificateSigner.start(cluster, SIGNER, corporate, Duration.ofHours(1));
                    OperatorProcess operator = site.podLauncher().run()) {
                Within.start().untilAsserted(() -> {
                    assertThat(site.inventory().keys()).contains("operator/Secret/" + Site.SERVER_SECRET);
                    assertThat(requests(site)).isEmpty();
                });
                assertThat(signer.signed()).hasSizeGreaterThanOrEqualTo(2);
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    private static Set<String> requests(Site site) {
        return site
                .cluster()
                .admin()
                .certificates()
                .v1()
                .certificateSigningRequests()
                .withLabel("app.kubernetes.io/managed-by", "operator-metrics")
                .list()
                .getItems()
                .stream()
                .filter(request -> request.getMetadata()
                        .getAnnotations()
                        .get("operator-metrics/instance")
                        .startsWith(site.operatorNamespace() + "/"))
                .map(request -> request.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static GenericKubernetesResource installation(TestPki ca) {
        GenericKubernetesResource installation = Kinds.installation("default", "Available=True");
        String pem = Base64.getEncoder().encodeToString(ca.caPem().getBytes(UTF_8));
        installation.setAdditionalProperty(
                "spec", Map.of("certificateManagement", Map.of("caCert", pem, "signerName", SIGNER)));
        return installation;
    }
}
