package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;

/**
 * What this operator and its Service are called and where they live.
 *
 * @param name value of the label {@code k8s-app} on our pods, which the Service selects
 * @param serviceName Service, ServiceMonitor, PrometheusRule, policies, Lease; server name in certificates
 * @param clusterDomain last part of the Service's DNS names
 */
public record Identity(String namespace, String name, String serviceName, String clusterDomain) {

    /** Name and namespace of the Go operator; with this name all names are upstream's. */
    public static final String UPSTREAM = "tigera-operator";

    private static final String SUFFIX = "-metrics";

    static final Setting<String> OPERATOR_NAMESPACE = Setting.open(
            "OPERATOR_NAMESPACE",
            KubernetesSyntax.NAMESPACE,
            "own namespace in a cluster, else `" + UPSTREAM + "`",
            "Where the operator and its Secrets live");
    static final Setting<String> OPERATOR_NAME = Setting.of(
            "OPERATOR_NAME",
            KubernetesSyntax.LABEL_VALUE,
            UPSTREAM,
            "Value of the label `k8s-app` that the Service selects; the names of all objects follow from it");
    static final Setting<String> METRICS_SERVICE_NAME = Setting.open(
            "METRICS_SERVICE_NAME",
            KubernetesSyntax.SERVICE_NAME,
            "OPERATOR_NAME, `-metrics` added unless it ends so",
            "Name of Service, ServiceMonitor, PrometheusRule, policies and Lease, and the server name in certificates");
    static final Setting<String> CLUSTER_DOMAIN = Setting.of(
            "CLUSTER_DOMAIN", KubernetesSyntax.OBJECT_NAME, "cluster.local", "Last part of the Service's DNS names");

    static Identity read(SettingsReader reader, RuntimeEnvironment runtimeEnvironment) {
        String namespace = reader.find(OPERATOR_NAMESPACE).orElseGet(() -> ownNamespace(reader, runtimeEnvironment));
        String name = reader.read(OPERATOR_NAME);
        String serviceName = reader.find(METRICS_SERVICE_NAME).orElse(name.endsWith(SUFFIX) ? name : name + SUFFIX);
        if (!reader.isSet(METRICS_SERVICE_NAME)
                && KubernetesSyntax.SERVICE_NAME.parse(serviceName).isEmpty()) {
            reader.reject(
                    OPERATOR_NAME,
                    "METRICS_SERVICE_NAME set, since the name that follows from this one cannot be a Service's: "
                            + KubernetesSyntax.SERVICE_NAME.expected());
        }
        return new Identity(namespace, name, serviceName, reader.read(CLUSTER_DOMAIN));
    }

    private static String ownNamespace(SettingsReader reader, RuntimeEnvironment runtimeEnvironment) {
        return switch (runtimeEnvironment) {
            case RuntimeEnvironment.InCluster(String own) when own != null -> own;
            case RuntimeEnvironment.InCluster _ -> {
                reader.reject(
                        OPERATOR_NAMESPACE, "a value, since the pod's service account does not say its namespace");
                yield UPSTREAM;
            }
            case RuntimeEnvironment.OutOfCluster _ -> UPSTREAM;
        };
    }

    /** Whether objects have the names that the Go operator gives to its own. */
    boolean hasUpstreamNames() {
        return name.equals(UPSTREAM);
    }
}
