package io.operatormetrics.it;

import io.operatormetrics.it.harness.ClusterObjects;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

import static io.operatormetrics.it.harness.Kinds.certificate;
import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Etcd is put back to an older backup while the program runs. Versions go back with it, and a watch that goes on from one that is ahead of the
 * server's hears of no change. In a cluster of its own, which nobody could use afterwards.
 */
class EtcdRestoreIT {

    /** Bookmarks, by which it is noticed, come once a minute; the rest is the restart of etcd and API server. */
    private static final int NOTICED = 150;

    @Test
    void servesWhatTheClusterHoldsThen() throws IOException {
        try (KubeCluster cluster = KubeCluster.start();
                ScrapedOperator operator = ScrapedOperator.start(
                        OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig()))) {
            ClusterObjects objects = cluster.objects();
            put(objects, "before");
            awaitServed(operator, 60, "before");
            Path backup = cluster.backUp();
            put(objects, "after");
            delete(objects, "before");
            awaitServed(operator, 60, "after");
            // What the program holds stays ahead of the server for as long as this test takes.
            cluster.etcd().advance(2000);
            put(objects, "ahead");
            awaitServed(operator, 60, "after", "ahead");

            cluster.restore(backup);

            awaitServed(operator, NOTICED, "before");
            put(objects, "later");
            awaitServed(operator, 10, "before", "later");
            Within.seconds(60)
                    .untilAsserted(() -> assertThat(operator.scrape().named("tigera_operator_collector_up"))
                            .as(String.join("\n", operator.process().log()))
                            .isNotEmpty()
                            .allMatch(series -> series.value() == 1));
        }
    }

    /** A built-in kind and one of a CRD. */
    private static void put(ClusterObjects objects, String name) {
        objects.put(certificate(KubeCluster.UPSTREAM_NAMESPACE, name, "expiry", "2030-01-01T00:00:00Z", "issuer", "a"));
        objects.put(tigeraStatus(name, "Available=True"));
    }

    private static void delete(ClusterObjects objects, String name) {
        objects.delete(certificate(KubeCluster.UPSTREAM_NAMESPACE, name));
        objects.delete(tigeraStatus(name));
    }

    private static void awaitServed(ScrapedOperator operator, int seconds, String... names) {
        Within.seconds(seconds).untilAsserted(() -> {
            Scrape scrape = operator.scrape();
            assertThat(labels(scrape, "tigera_operator_tls_certificate_expiry_timestamp_seconds", "name"))
                    .containsExactlyInAnyOrder(names);
            assertThat(labels(scrape, "tigera_operator_component_status", "component"))
                    .containsExactlyInAnyOrder(names);
        });
    }

    private static Set<String> labels(Scrape scrape, String family, String label) {
        return scrape.named(family).stream()
                .map(series -> series.labels().get(label))
                .collect(Collectors.toSet());
    }
}
