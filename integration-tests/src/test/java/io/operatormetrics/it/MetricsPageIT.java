package io.operatormetrics.it;

import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OpenSsl;
import io.operatormetrics.it.harness.Programs;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static io.operatormetrics.it.harness.Kinds.certificate;
import static io.operatormetrics.it.harness.Kinds.installation;
import static io.operatormetrics.it.harness.Kinds.licenseKey;
import static io.operatormetrics.it.harness.Kinds.pairOfPrometheus;
import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page of metrics and the program agree. */
@RealCluster
class MetricsPageIT {

    /** A metric is what stands first in a row of a table. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_0-9]+)` ");

    @Test
    void listsExactlyTheFamiliesOfAScrape(KubeCluster cluster, ScrapedOperator operator) throws IOException {
        cluster.objects().put(tigeraStatus("calico"));
        cluster.objects().put(installation("default"));
        cluster.objects().put(licenseKey("expiry", "2100-01-01T00:00:00Z"));
        cluster.objects().put(certificate("default", "a", "expiry", "2027-01-01T00:00:00Z"));
        Identity prometheus = operator.pki().client("prometheus");
        cluster.objects().put(pairOfPrometheus(prometheus.certificatePem(), prometheus.keyPem()));
        // A family without series yet does not show.
        OpenSsl.connect(operator.process().metrics());

        Set<String> listed = ROW.matcher(Files.readString(Programs.repository().resolve("docs/metrics.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());

        await().untilAsserted(
                        () -> assertThat(operator.scrape().types().keySet()).isEqualTo(listed));
    }
}
