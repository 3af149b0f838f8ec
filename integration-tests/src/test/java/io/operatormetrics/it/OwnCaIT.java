package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OpenSsl;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A CA of our own in the namespace where we are installed, beside the cluster's in the Go operator's. */
@RealCluster
class OwnCaIT {

    private static final TestPki CLUSTERS = TestPki.create("tigera-operator-signer");

    private final KubeCluster cluster;

    OwnCaIT(KubeCluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void removeTheClustersCa() {
        cluster.objects().deleteAll();
    }

    @Test
    void noOtherCertificateOfTheClusterCanScrape(@TempDir Path folder) throws Exception {
        GenericKubernetesResource clustersCa = Kinds.keyPair(
                KubeCluster.UPSTREAM_NAMESPACE,
                "tigera-ca-private",
                Map.of(
                        "tls.crt", CLUSTERS.caPem(),
                        "tls.key", CLUSTERS.authority().keyPem()));
        cluster.objects().put(clustersCa);
        try (Site site = Site.create(cluster, "own-ca");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator = site.launcher(proxy).run()) {
            site.scraper("127.0.0.1").awaitServed();

            // Of the same name as the one that is let in: the CA decides.
            Identity.Written theirs = CLUSTERS.client(Site.CLIENT_SECRET).writeTo(folder, "theirs");
            assertThat(OpenSsl.connect(
                                    operator.metrics(),
                                    "-tls1_3",
                                    "-cert",
                                    theirs.certificate().toString(),
                                    "-key",
                                    theirs.key().toString())
                            .alert())
                    .as("unknown_ca")
                    .hasValue(48);
            assertThat(site.caPem()).isNotEqualTo(CLUSTERS.caPem());
            assertThat(proxy.requests())
                    .as("what is asked by name in the Go operator's namespace")
                    .noneMatch(request ->
                            request.target().contains("/namespaces/" + KubeCluster.UPSTREAM_NAMESPACE + "/"));
        }
    }
}
