package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.operatormetrics.it.harness.Prometheus;
import io.operatormetrics.it.harness.PrometheusConfiguration;
import io.operatormetrics.it.harness.Sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Prometheus that runs with what the real Prometheus Operator makes of the objects in the cluster. */
public final class ScrapingPrometheus implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final String namespace;
    private final PrometheusPod pod;
    private final Prometheus prometheus;
    private final Repetition following;
    private volatile PrometheusConfiguration configuration;

    private ScrapingPrometheus(Site site, Map<String, ?> spec) {
        site.cluster().prometheusOperator();
        this.namespace = site.prometheusNamespace();
        this.pod = PrometheusPod.create(site, spec);
        this.configuration =
                Within.start().until(pod::mounted, Optional::isPresent).orElseThrow();
        this.prometheus = Prometheus.start(configuration);
        this.following = Repetition.every(PAUSE, this::follow);
    }

    /** Starts one in the namespace of that site which is Prometheus's. */
    public static ScrapingPrometheus start(Site site) {
        return start(site, Map.of());
    }

    /** The same with that in the spec of its Prometheus object too. */
    public static ScrapingPrometheus start(Site site, Map<String, ?> spec) {
        return new ScrapingPrometheus(site, spec);
    }

    private void follow() {
        mounted().filter(now -> !now.equals(configuration)).ifPresent(now -> {
            prometheus.reload(now);
            configuration = now;
        });
    }

    /** Nothing new while the API server does not answer: what kubelet has mounted stays then. */
    private Optional<PrometheusConfiguration> mounted() {
        try {
            return pod.mounted();
        } catch (KubernetesClientException e) {
            return Optional.empty();
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
        following.check();
        return prometheus.up("serviceMonitor/" + namespace + "/" + serviceMonitor + "/0");
    }

    /** Whether that PEM text is in a file that it has now. */
    public boolean mounts(String pem) {
        following.check();
        return configuration.files().values().stream().anyMatch(file -> file.contains(pem));
    }

    /** Why the last scrape failed; empty when it did not. */
    public String lastError() {
        return prometheus.lastError();
    }

    @Override
    public void close() throws IOException {
        following.close();
        prometheus.close();
        pod.close();
    }
}
