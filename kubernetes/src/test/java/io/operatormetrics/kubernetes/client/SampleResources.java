package io.operatormetrics.kubernetes.client;

/** Custom resources for tests. */
public final class SampleResources {

    public static final GroupVersionResource CALICO_NETWORK_POLICIES =
            new GroupVersionResource("projectcalico.org", "v3", "networkpolicies");
    public static final GroupVersionResource INSTALLATIONS =
            new GroupVersionResource("operator.tigera.io", "v1", "installations");
    public static final GroupVersionResource LICENSE_KEYS =
            new GroupVersionResource("projectcalico.org", "v3", "licensekeys");
    public static final GroupVersionResource SERVICE_MONITORS =
            new GroupVersionResource("monitoring.coreos.com", "v1", "servicemonitors");
    public static final GroupVersionResource TIGERA_STATUSES =
            new GroupVersionResource("operator.tigera.io", "v1", "tigerastatuses");

    private SampleResources() {}
}
