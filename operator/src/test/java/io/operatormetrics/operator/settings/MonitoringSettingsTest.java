package io.operatormetrics.operator.settings;

import io.operatormetrics.operator.settings.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.settings.MonitoringSettings.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class MonitoringSettingsTest {

    private static final Reading<MonitoringSettings> ELSEWHERE = in(new RuntimeEnvironment.OutOfCluster());
    private static final Reading<MonitoringSettings> IN_CLUSTER = in(new RuntimeEnvironment.InCluster("own"));

    @Test
    void defaults() {
        assertThat(ELSEWHERE.valid(Map.of()))
                .isEqualTo(new MonitoringSettings(
                        Mode.MONITOR,
                        "tigera-prometheus",
                        null,
                        List.of(),
                        Map.of(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        DuplicateFamilies.AUTO,
                        "monitor",
                        false));
        assertThat(IN_CLUSTER.valid(Map.of()).leaderElection()).isTrue();
    }

    @Test
    void everyKey() {
        assertThat(IN_CLUSTER.valid(Map.of(
                        "MONITORING", "Always",
                        "PROMETHEUS_NAMESPACE", "monitoring",
                        "PROMETHEUS_SERVICE_ACCOUNT", "monitoring/prometheus.k8s",
                        "METRICS_ALLOWED_NAMESPACES", "agents, observability",
                        "MONITORING_LABELS", "release=kube-prometheus-stack, example.org/Team=A_1,empty=",
                        "METRICS_SCRAPE_INTERVAL", "1m30s",
                        "METRICS_SCRAPE_TIMEOUT", "500ms",
                        "DUPLICATE_FAMILIES", "Drop",
                        "STATUS_NAME", "mine",
                        "LEADER_ELECTION", "False")))
                .isEqualTo(new MonitoringSettings(
                        Mode.ALWAYS,
                        "monitoring",
                        new ServiceAccount("monitoring", "prometheus.k8s"),
                        List.of("agents", "observability"),
                        Map.of("release", "kube-prometheus-stack", "example.org/Team", "A_1", "empty", ""),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(500),
                        DuplicateFamilies.DROP,
                        "mine",
                        false));
    }

    @Test
    void writesAStatusOfItsOwnUnderAnotherName() {
        assertThat(ELSEWHERE.valid(Map.of("OPERATOR_NAME", "operator-metrics")).statusName())
                .isEqualTo("operator-metrics");
        assertThat(ELSEWHERE
                        .valid(Map.of("OPERATOR_NAME", "watcher", "METRICS_SERVICE_NAME", "watched"))
                        .statusName())
                .isEqualTo("watched");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            MONITORING                 | on
            PROMETHEUS_NAMESPACE       | Monitoring
            PROMETHEUS_SERVICE_ACCOUNT | prometheus
            PROMETHEUS_SERVICE_ACCOUNT | /prometheus
            PROMETHEUS_SERVICE_ACCOUNT | monitoring/
            PROMETHEUS_SERVICE_ACCOUNT | a/b/c
            METRICS_ALLOWED_NAMESPACES | a,,b
            METRICS_ALLOWED_NAMESPACES | a.b
            DUPLICATE_FAMILIES         | yes
            MONITORING_LABELS          | release
            MONITORING_LABELS          | =x
            MONITORING_LABELS          | a=b,
            MONITORING_LABELS          | a=b,a=c
            MONITORING_LABELS          | a=-b
            MONITORING_LABELS          | a b=c
            MONITORING_LABELS          | /a=b
            MONITORING_LABELS          | Example/a=b
            MONITORING_LABELS          | k8s-app=other
            MONITORING_LABELS          | app.kubernetes.io/managed-by=me
            MONITORING_LABELS          | role=other
            METRICS_SCRAPE_INTERVAL    | 5
            METRICS_SCRAPE_INTERVAL    | 0s
            METRICS_SCRAPE_INTERVAL    | 1s1m
            METRICS_SCRAPE_INTERVAL    | 1.5m
            METRICS_SCRAPE_INTERVAL    | -5s
            METRICS_SCRAPE_INTERVAL    | 5 s
            METRICS_SCRAPE_TIMEOUT     | 0
            METRICS_SCRAPE_TIMEOUT     | s
            STATUS_NAME                | Monitor
            LEADER_ELECTION            | 1
            """)
    void eachInvalidValue(String name, String value) {
        assertThat(ELSEWHERE.problems(Map.of(name, value)))
                .singleElement()
                .asString()
                .startsWith(name + ": \"" + value + "\" (expected: ");
    }

    @Test
    void refusesATimeoutLongerThanTheInterval() {
        assertThat(ELSEWHERE.problems(Map.of("METRICS_SCRAPE_INTERVAL", "10s", "METRICS_SCRAPE_TIMEOUT", "11s")))
                .containsExactly("METRICS_SCRAPE_TIMEOUT: \"11s\" (expected: at most METRICS_SCRAPE_INTERVAL)");
        assertThat(ELSEWHERE.problems(Map.of("METRICS_SCRAPE_INTERVAL", "4s")))
                .containsExactly(
                        "METRICS_SCRAPE_INTERVAL: \"4s\" (expected: at least METRICS_SCRAPE_TIMEOUT, which is 5s while unset)");
    }

    @Test
    void doesNotJudgeATimeoutByAnIntervalThatIsWrongItself() {
        assertThat(ELSEWHERE.problems(Map.of("METRICS_SCRAPE_INTERVAL", "often", "METRICS_SCRAPE_TIMEOUT", "10s")))
                .hasSize(1);
    }

    private static Reading<MonitoringSettings> in(RuntimeEnvironment runtimeEnvironment) {
        return new Reading<>(reader ->
                MonitoringSettings.read(reader, runtimeEnvironment, Identity.read(reader, runtimeEnvironment)));
    }
}
