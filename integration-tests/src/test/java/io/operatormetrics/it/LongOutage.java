package io.operatormetrics.it;

import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * For longer than any loop may hang, the API server is gone, or answers after a minute: that is no reason to start the program anew. Run by
 * {@code bin/soak}, not by {@code bin/test}.
 */
@RealCluster
class LongOutage {
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final TestPki pki = TestPki.create("tigera-operator-signer");

    enum Outage {
        GONE,
        SLOW;

        void begin(RecordingProxy proxy) {
            switch (this) {
                case GONE -> proxy.cutOff();
                case SLOW -> {
                    proxy.delay(request -> Duration.ofMinutes(1));
                    proxy.disconnect();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isAliveAndServesEveryScrapeMeanwhile(Outage outage, KubeCluster cluster) throws Exception {
        try (RecordingProxy proxy = RecordingProxy.before(cluster);
                Site site = Site.create(cluster, "outage-" + outage.name().toLowerCase(Locale.ROOT))) {
            GoOperator.at(site).createCa(pki);
            try (OperatorProcess operator = site.launcher(proxy).run()) {
                site.awaitAvailable();
                outage.begin(proxy);
                try (FreshConnections scrapes =
                        FreshConnections.to(operator.metrics(), pki.client("prometheus"), pki)) {
                    for (Instant end = Instant.now().plus(LENGTH); Instant.now().isBefore(end); ) {
                        Thread.sleep(PROBE);
                        assertThat(livez(operator)).isEqualTo(200);
                    }
                    assertThat(scrapes.failures()).isEmpty();
                    assertThat(scrapes.scrapes()).isGreaterThan(1000);
                    assertThat(scrapes.last().value("tigera_operator_collector_up", "collector", "component_status"))
                            .hasValue(0);
                }
                assertThat(operator.log()).noneMatch(line -> line.contains(" ERROR "));
            }
        }
    }

    private static int livez(OperatorProcess operator) {
        try (MetricsClient probe = operator.probe("/livez")) {
            return probe.get("").statusCode();
        }
    }
}
