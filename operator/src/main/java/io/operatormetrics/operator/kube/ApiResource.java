package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * A kind of object as the API server names it in paths.
 *
 * @param group empty for the core group
 * @param plural lower case, for instance {@code tigerastatuses}
 */
public record ApiResource(String group, String version, String plural) {

    public static final ApiResource SECRETS = new ApiResource("", "v1", "secrets");
    public static final ApiResource TIGERA_STATUSES = new ApiResource("operator.tigera.io", "v1", "tigerastatuses");
    public static final ApiResource INSTALLATIONS = new ApiResource("operator.tigera.io", "v1", "installations");
    public static final ApiResource LICENSE_KEYS = new ApiResource("projectcalico.org", "v3", "licensekeys");
    public static final ApiResource MONITORS = new ApiResource("operator.tigera.io", "v1", "monitors");
    public static final ApiResource CALICO_NETWORK_POLICIES =
            new ApiResource("projectcalico.org", "v3", "networkpolicies");
    public static final ApiResource SERVICE_MONITORS =
            new ApiResource("monitoring.coreos.com", "v1", "servicemonitors");
    public static final ApiResource PROMETHEUS_RULES =
            new ApiResource("monitoring.coreos.com", "v1", "prometheusrules");
    public static final ApiResource PROMETHEUSES = new ApiResource("monitoring.coreos.com", "v1", "prometheuses");
    public static final ApiResource PROMETHEUS_AGENTS =
            new ApiResource("monitoring.coreos.com", "v1alpha1", "prometheusagents");
    public static final ApiResource NAMESPACES = new ApiResource("", "v1", "namespaces");
    public static final ApiResource ENDPOINT_SLICES = new ApiResource("discovery.k8s.io", "v1", "endpointslices");
    public static final ApiResource SERVICES = new ApiResource("", "v1", "services");
    public static final ApiResource NETWORK_POLICIES = new ApiResource("networking.k8s.io", "v1", "networkpolicies");
    public static final ApiResource ROLES = new ApiResource("rbac.authorization.k8s.io", "v1", "roles");
    public static final ApiResource ROLE_BINDINGS = new ApiResource("rbac.authorization.k8s.io", "v1", "rolebindings");
    public static final ApiResource CONFIG_MAPS = new ApiResource("", "v1", "configmaps");
    public static final ApiResource CERTIFICATE_SIGNING_REQUESTS =
            new ApiResource("certificates.k8s.io", "v1", "certificatesigningrequests");
    public static final ApiResource LEASES = new ApiResource("coordination.k8s.io", "v1", "leases");
    public static final ApiResource DEPLOYMENTS = new ApiResource("apps", "v1", "deployments");
    public static final ApiResource EVENTS = new ApiResource("events.k8s.io", "v1", "events");
    static final ApiResource CUSTOM_RESOURCE_DEFINITIONS =
            new ApiResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    static final ApiResource API_SERVICES = new ApiResource("apiregistration.k8s.io", "v1", "apiservices");

    /** The kind of a typed model. */
    public static ApiResource of(HasMetadata model) {
        String apiVersion = model.getApiVersion();
        int slash = apiVersion.indexOf('/');
        return new ApiResource(
                slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1), model.getPlural());
    }

    /** Path of the group and version, where discovery says what is served: {@code /apis/operator.tigera.io/v1}. */
    String groupVersionPath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** Path of a named group, where discovery says which versions it has: {@code /apis/operator.tigera.io}. */
    String groupPath() {
        return "/apis/" + group;
    }

    /** Path of the objects of a namespace, or of all where that is empty. */
    String path(String namespace) {
        return groupVersionPath() + (namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/") + plural;
    }

    /** Whether every API server serves it. */
    public boolean isBuiltIn() {
        return group.isEmpty() || group.equals("apps") || group.endsWith(".k8s.io");
    }

    /** The name under which a CustomResourceDefinition defines it, and under which people know it. */
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The name of the APIService that serves its group and version. */
    String apiServiceName() {
        return version + "." + group;
    }
}
