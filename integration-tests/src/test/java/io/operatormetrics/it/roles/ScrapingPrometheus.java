package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.Prometheus;
import io.operatormetrics.it.harness.PrometheusConfiguration;
import io.operatormetrics.it.harness.Sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A real Prometheus that follows the objects in the cluster, as one of the Prometheus Operator does. */
public final class ScrapingPrometheus implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KubernetesClient account;
    private final PrometheusOperator operator;
    private final Prometheus prometheus;
    private final Repetition following;
    private PrometheusConfiguration configuration;

    private ScrapingPrometheus(Site site) {
        this.account = site.prometheusAccount().client();
        this.operator = site.prometheusOperator(new Discovery(account));
        this.configuration = operator.configuration();
        this.prometheus = Prometheus.start(configuration);
        this.following = Repetition.every(PAUSE, this::follow);
    }

    /** Starts one in the namespace of that site which is Prometheus's. */
    public static ScrapingPrometheus start(Site site) {
        return new ScrapingPrometheus(site);
    }

    private void follow() {
        PrometheusConfiguration now = operator.configuration();
        if (!now.equals(configuration)) {
            prometheus.reload(now);
            configuration = now;
        }
    }

    /** The vector that an expression gives now. */
    public List<Sample> query(String expression) {
        following.check();
        return prometheus.query(expression);
    }

    /** The value of an expression that gives one series now. */
    public double value(String expression) {
        following.check();
        return prometheus.value(expression);
    }

    /** How the endpoint of the ServiceMonitor of that name does: 1, 0, or empty while there is no such target. */
    public List<Double> up(String serviceMonitor) {
        return query("up{job=~\"serviceMonitor/.*/" + serviceMonitor + "/.*\"}").stream()
                .map(Sample::value)
                .toList();
    }

    /** Why the last scrape failed; empty when it did not. */
    public String lastError() {
        return prometheus.lastError();
    }

    @Override
    public void close() throws IOException {
        following.close();
        prometheus.close();
        account.close();
    }
}
