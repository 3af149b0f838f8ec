package io.operatormetrics.it;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.CaCreator;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.kubernetes.apply.ApplyResult;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Two who create the CA at the same time, each by what our program plans and writes with. */
@RealCluster
class CaRaceIT {

    private static final int RACES = 100;

    @Test
    void aRaceForTheCaEndsWithOneThatBothAdopt(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "ca-race");
                KubernetesClient ofOne = site.account().client();
                KubernetesClient ofOther = site.account().client()) {
            for (int race = 0; race < RACES; race++) {
                CaCreator one = new CaCreator(site, ofOne);
                CaCreator other = new CaCreator(site, ofOther);
                CyclicBarrier start = new CyclicBarrier(2);
                List<ApplyResult> results = Stream.of(one, other)
                        .map(creator ->
                                CompletableFuture.supplyAsync(() -> creator.create(start), Thread::startVirtualThread))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
                assertThat(results)
                        .as("race %d", race)
                        .containsExactlyInAnyOrder(new ApplyResult.Created(), new ApplyResult.Unchanged());
                String ca = site.caPem();
                assertThat(Stream.of(one, other).map(CaCreator::planned))
                        .as("race %d", race)
                        .allSatisfy(pairs -> assertThat(pairs)
                                .isNotEmpty()
                                .allSatisfy(pair -> assertThat(pair).endsWith(ca)));
                cluster.admin()
                        .secrets()
                        .inNamespace(site.operatorNamespace())
                        .withName("tigera-ca-private")
                        .delete();
            }
        }
    }
}
