package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a replica costs the API server while nothing happens: a connection for each query that it watches, and two for all else. */
@RealCluster
class ConnectionsIT {

    /** Of a request for a watch, what differs from one to the next. */
    private static final String PASSING = "&?(timeoutSeconds|resourceVersion)=[^&]*";

    /**
     * 22, and one each for what came later: the record of the CA, the Prometheus and PrometheusAgent objects, and the Go operator's
     * ServiceMonitor.
     */
    private static final int MOST = 22 + 4;

    @Test
    void eachQueryIsWatchedOnce(KubeCluster cluster) throws IOException {
        Site site = Site.create(cluster, "connections");
        try (site;
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator = site.launcher(proxy).run()) {
            site.awaitAvailable();
            operator.awaitReady();

            List<String> watches = watches(proxy);
            assertThat(watches).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(MOST);
            // The client closes what it has not used for half a minute.
            Within.seconds(60)
                    .untilAsserted(() -> assertThat(proxy.openConnections())
                            .isLessThanOrEqualTo(watches(proxy).size() + 2));
        }
    }

    private static List<String> watches(RecordingProxy proxy) {
        return proxy.requests().stream()
                .map(RecordingProxy.Request::target)
                .filter(target -> target.contains("watch=true"))
                .map(target -> target.replaceAll(PASSING, ""))
                .toList();
    }
}
