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

    private static GenericKubernetesResource installation(TestPki ca) {
        GenericKubernetesResource installation = Kinds.installation("default", "Available=True");
        String pem = Base64.getEncoder().encodeToString(ca.caPem().getBytes(UTF_8));
        installation.setAdditionalProperty(
                "spec", Map.of("certificateManagement", Map.of("caCert", pem, "signerName", SIGNER)));
        return installation;
    }
}
