package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RealCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The ground the other tests stand on. */
@RealCluster
class KubeClusterIT {

    @Test
    void keepsACustomResourceWithItsStatus(KubeCluster cluster) {
        var status = cluster.objects().create("""
                apiVersion: operator.tigera.io/v1
                kind: TigeraStatus
                metadata: {name: calico}
                status:
                  conditions:
                  - {type: Available, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}
                """);

        assertThat(cluster.admin().resource(status).get().getAdditionalProperties())
                .containsKey("status");
    }

    @Test
    void survivesARestartOfItsApiServer(KubeCluster cluster) {
        cluster.killApiServer();
        cluster.startApiServer();

        assertThat(cluster.admin()
                        .namespaces()
                        .withName(KubeCluster.OPERATOR_NAMESPACE)
                        .get())
                .isNotNull();
    }
}
