package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wanted of the objects by which Prometheus finds and judges us.
 *
 * @param prometheusAccount is allowed to discover the target; null when nobody is to be
 * @param allowedNamespaces whose pods may scrape too, as far as our own policy decides
 * @param labels added to ServiceMonitor and PrometheusRule
 * @param statusName name of the TigeraStatus that is written
 * @param leaderElection whether one replica of several is chosen to write
 */
public record MonitoringSettings(
        Mode mode,
        String prometheusNamespace,
        @Nullable ServiceAccount prometheusAccount,
        List<String> allowedNamespaces,
        Map<String, String> labels,
        Duration scrapeInterval,
        Duration scrapeTimeout,
        DuplicateFamilies duplicateFamilies,
        String statusName,
        boolean leaderElection) {

    /** Who asks for the objects. */
    public enum Mode {
        /** The Monitor resource. */
        MONITOR,
        /** These settings alone. */
        ALWAYS,
        /** Nobody. */
        NEVER
    }

    /** What becomes of the four families that the Go operator serves too. */
    public enum DuplicateFamilies {
        /** Dropped where the Go operator's are scraped by the same Prometheus. */
        AUTO,
        DROP,
        KEEP
    }

    private static final String UPSTREAM_STATUS = "monitor";

    static final Setting<Mode> MONITORING = Setting.of(
            "MONITORING",
            ValueSyntax.oneOf(Mode.class, Lowercase::name),
            "monitor",
            "Who asks for Service, certificates, ServiceMonitor and rules: `monitor`, the Monitor resource; `always`, these settings"
                    + " alone; `never`, nobody");
    static final Setting<String> PROMETHEUS_NAMESPACE = Setting.of(
            "PROMETHEUS_NAMESPACE",
            KubernetesSyntax.NAMESPACE,
            "tigera-prometheus",
            "Where ServiceMonitor, rules, client pair and CA bundle go");
    static final Setting<ServiceAccount> PROMETHEUS_SERVICE_ACCOUNT = Setting.open(
            "PROMETHEUS_SERVICE_ACCOUNT",
            new ValueSyntax<>("namespace/name", MonitoringSettings::parseAccount),
            "none",
            "Prometheus's account: it may discover the target, and the network policy lets pods of its namespace scrape");
    static final Setting<List<String>> METRICS_ALLOWED_NAMESPACES = Setting.open(
            "METRICS_ALLOWED_NAMESPACES",
            ValueSyntax.listOf(KubernetesSyntax.NAMESPACE),
            "none",
            "Further namespaces whose pods the network policy lets scrape");
    static final Setting<Map<String, String>> MONITORING_LABELS = Setting.open(
            "MONITORING_LABELS",
            MonitoringLabels.SYNTAX,
            "none",
            "Added to ServiceMonitor and PrometheusRule, for instance `release=kube-prometheus-stack`");
    static final Setting<Duration> METRICS_SCRAPE_INTERVAL = Setting.of(
            "METRICS_SCRAPE_INTERVAL", PrometheusDuration.POSITIVE, "5s", "How often Prometheus is asked to scrape");
    static final Setting<Duration> METRICS_SCRAPE_TIMEOUT = Setting.of(
            "METRICS_SCRAPE_TIMEOUT",
            PrometheusDuration.POSITIVE,
            "5s",
            "How long a scrape may take; at most METRICS_SCRAPE_INTERVAL");
    static final Setting<DuplicateFamilies> DUPLICATE_FAMILIES = Setting.of(
            "DUPLICATE_FAMILIES",
            ValueSyntax.oneOf(DuplicateFamilies.class, Lowercase::name),
            "auto",
            "Whether the ServiceMonitor drops the four families that the Go operator serves too; `auto` where the same Prometheus"
                    + " scrapes both");
    static final Setting<String> STATUS_NAME = Setting.open(
            "STATUS_NAME",
            KubernetesSyntax.OBJECT_NAME,
            "`" + UPSTREAM_STATUS + "` while OPERATOR_NAME is `" + Identity.UPSTREAM + "`, else METRICS_SERVICE_NAME",
            "The TigeraStatus that is written; Monitor.status only when it is `monitor`");
    static final Setting<Boolean> LEADER_ELECTION = Setting.open(
            "LEADER_ELECTION",
            ValueSyntax.bool(),
            "`true` in a cluster, else `false`",
            "Whether one of several replicas is chosen to write, by a Lease in OPERATOR_NAMESPACE");

    public MonitoringSettings {
        allowedNamespaces = List.copyOf(allowedNamespaces);
        labels = Map.copyOf(labels);
    }

    static MonitoringSettings read(SettingsReader reader, RuntimeEnvironment runtimeEnvironment, Identity identity) {
        MonitoringSettings settings = new MonitoringSettings(
                reader.read(MONITORING),
                reader.read(PROMETHEUS_NAMESPACE),
                reader.find(PROMETHEUS_SERVICE_ACCOUNT).orElse(null),
                reader.find(METRICS_ALLOWED_NAMESPACES).orElse(List.of()),
                reader.find(MONITORING_LABELS).orElse(Map.of()),
                reader.read(METRICS_SCRAPE_INTERVAL),
                reader.read(METRICS_SCRAPE_TIMEOUT),
                reader.read(DUPLICATE_FAMILIES),
                reader.find(STATUS_NAME).orElse(identity.hasUpstreamNames() ? UPSTREAM_STATUS : identity.serviceName()),
                reader.find(LEADER_ELECTION).orElse(runtimeEnvironment.inCluster()));
        settings.checkTiming(reader);
        return settings;
    }

    private void checkTiming(SettingsReader reader) {
        if (scrapeTimeout.compareTo(scrapeInterval) <= 0
                || !reader.areRight(METRICS_SCRAPE_INTERVAL, METRICS_SCRAPE_TIMEOUT)) {
            return;
        }
        if (reader.isSet(METRICS_SCRAPE_TIMEOUT)) {
            reader.reject(METRICS_SCRAPE_TIMEOUT, "at most METRICS_SCRAPE_INTERVAL");
        } else {
            reader.reject(METRICS_SCRAPE_INTERVAL, "at least METRICS_SCRAPE_TIMEOUT, which is 5s while unset");
        }
    }

    private static Optional<ServiceAccount> parseAccount(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        return KubernetesSyntax.NAMESPACE
                .parse(text.substring(0, slash))
                .flatMap(namespace -> KubernetesSyntax.OBJECT_NAME
                        .parse(text.substring(slash + 1))
                        .map(name -> new ServiceAccount(namespace, name)));
    }
}
