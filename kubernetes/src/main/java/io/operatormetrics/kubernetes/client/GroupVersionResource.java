package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * A kind of object as the API server names it in paths.
 *
 * @param group empty for the core group
 * @param plural lower case, for instance {@code secrets}
 */
public record GroupVersionResource(String group, String version, String plural) {

    public static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");
    public static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");
    public static final GroupVersionResource ENDPOINT_SLICES =
            new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
    public static final GroupVersionResource SERVICES = new GroupVersionResource("", "v1", "services");
    public static final GroupVersionResource NETWORK_POLICIES =
            new GroupVersionResource("networking.k8s.io", "v1", "networkpolicies");
    public static final GroupVersionResource ROLES =
            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "roles");
    public static final GroupVersionResource ROLE_BINDINGS =
            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "rolebindings");
    public static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    public static final GroupVersionResource CERTIFICATE_SIGNING_REQUESTS =
            new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests");
    public static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
    public static final GroupVersionResource DEPLOYMENTS = new GroupVersionResource("apps", "v1", "deployments");
    public static final GroupVersionResource EVENTS = new GroupVersionResource("events.k8s.io", "v1", "events");
    public static final GroupVersionResource CUSTOM_RESOURCE_DEFINITIONS =
            new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    public static final GroupVersionResource API_SERVICES =
            new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices");

    /** The kind of a typed model. */
    public static GroupVersionResource of(HasMetadata model) {
        String apiVersion = model.getApiVersion();
        int slash = apiVersion.indexOf('/');
        return new GroupVersionResource(
                slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1), model.getPlural());
    }

    /** Path of the group and version, where discovery says what is served: {@code /apis/apps/v1}. */
    public String groupVersionPath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** Path of a named group, where discovery says which versions it has: {@code /apis/apps}. */
    public String groupPath() {
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
    public String apiServiceName() {
        return version + "." + group;
    }
}
