package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfigBuilder;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The families that the Go operator serves too. Where the same Prometheus scrapes both, ours are dropped when they are scraped, or each alert
 * of the Go operator's, which aggregates nothing away, would fire twice.
 */
public final class DroppedFamilies {

    /** Their names. */
    public static final List<String> NAMES = List.of(
            "tigera_operator_component_status",
            "tigera_operator_license_expiry_timestamp_seconds",
            "tigera_operator_license_valid",
            "tigera_operator_tls_certificate_expiry_timestamp_seconds");

    /** Labels that tell one replica, or one Prometheus of a pair, from another. */
    private static final String REPLICA =
            "instance, pod, container, endpoint, service, node, uid, prometheus, prometheus_replica";

    private static final String SERVED_BY_ANYBODY = NAMES.stream()
            .map(name -> "last_over_time(" + name + "[5m])")
            .collect(Collectors.joining("\n  or ", "(\n  ", "\n)"));

    /**
     * Prometheus itself counts what relabeling drops, so this is silent where nothing is dropped, and where there is nothing to drop. A target
     * that is down counts nothing. Which target is ours is known by a family that nobody else has.
     */
    private static final String DROPPED = """
            max without (%s) (
              last_over_time(scrape_samples_scraped[5m]) - last_over_time(scrape_samples_post_metric_relabeling[5m])
              and on (cluster, job, instance) last_over_time(tigera_operator_build_info[5m])
            ) > 0
            """.formatted(REPLICA);

    /** Never left out: it is the one that tells that all others are silent. */
    static final Alert ALERT = new Alert(
            "DroppedFamiliesMissing",
            Alert.Severity.WARNING,
            DROPPED + "unless on (cluster) " + SERVED_BY_ANYBODY,
            "10m",
            "Nobody serves the metrics of the Go operator that are dropped here",
            "The ServiceMonitor of {{ $labels.job }} drops the metric families that the Go operator serves too, and nobody serves them:"
                    + " no alert on components, certificates or the licence can fire. See why the Go operator's metrics are not"
                    + " scraped, or set DUPLICATE_FAMILIES=keep.");

    private DroppedFamilies() {}

    static RelabelConfig relabeling() {
        return new RelabelConfigBuilder()
                .withSourceLabels("__name__")
                .withRegex(String.join("|", NAMES))
                .withAction("drop")
                .build();
    }
}
