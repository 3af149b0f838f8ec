package io.operatormetrics.kubernetes.control;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.time.Duration;

/** How often it was reconciled, with what result, and how long that took. */
public final class ReconcileMetrics {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();
    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";

    private final Counter reconciles;
    private final Histogram duration;

    /** @param prefix of the metric names, without the underscore behind it */
    public ReconcileMetrics(PrometheusRegistry registry, String prefix) {
        reconciles = Counter.builder()
                .name(prefix + "_reconciles_total")
                .help("Reconciles of what Prometheus needs of the cluster, by result; a failure is tried again.")
                .labelNames("result")
                .register(registry);
        reconciles.initLabelValues(SUCCESS);
        reconciles.initLabelValues(FAILURE);
        duration = Histogram.builder()
                .name(prefix + "_reconcile_duration_seconds")
                .help("Time that a reconcile took.")
                .classicOnly()
                .classicUpperBounds(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30)
                .register(registry);
    }

    void done(ReconcileOutcome outcome, long nanos) {
        reconciles
                .labelValues(
                        switch (outcome) {
                            case ReconcileOutcome.Done _ -> SUCCESS;
                            case ReconcileOutcome.Retry _ -> FAILURE;
                        })
                .inc();
        duration.observe(nanos / NANOS_PER_SECOND);
    }
}
