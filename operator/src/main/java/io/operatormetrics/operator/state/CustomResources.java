package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.GroupVersionResource;

/** The custom resources that this program reads or writes: Tigera's, Calico's and the Prometheus Operator's. */
public final class CustomResources {

    public static final GroupVersionResource TIGERA_STATUSES =
            new GroupVersionResource("operator.tigera.io", "v1", "tigerastatuses");
    public static final GroupVersionResource INSTALLATIONS =
            new GroupVersionResource("operator.tigera.io", "v1", "installations");
    public static final GroupVersionResource LICENSE_KEYS =
            new GroupVersionResource("projectcalico.org", "v3", "licensekeys");
    public static final GroupVersionResource MONITORS =
            new GroupVersionResource("operator.tigera.io", "v1", "monitors");
    public static final GroupVersionResource CALICO_NETWORK_POLICIES =
            new GroupVersionResource("projectcalico.org", "v3", "networkpolicies");
    public static final GroupVersionResource SERVICE_MONITORS =
            new GroupVersionResource("monitoring.coreos.com", "v1", "servicemonitors");
    public static final GroupVersionResource PROMETHEUS_RULES =
            new GroupVersionResource("monitoring.coreos.com", "v1", "prometheusrules");
    public static final GroupVersionResource PROMETHEUSES =
            new GroupVersionResource("monitoring.coreos.com", "v1", "prometheuses");
    public static final GroupVersionResource PROMETHEUS_AGENTS =
            new GroupVersionResource("monitoring.coreos.com", "v1alpha1", "prometheusagents");

    private CustomResources() {}
}
