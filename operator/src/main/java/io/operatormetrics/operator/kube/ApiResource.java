package io.operatormetrics.operator.kube;

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
    public static final ApiResource CONFIG_MAPS = new ApiResource("", "v1", "configmaps");
    public static final ApiResource CERTIFICATE_SIGNING_REQUESTS =
            new ApiResource("certificates.k8s.io", "v1", "certificatesigningrequests");
    static final ApiResource CUSTOM_RESOURCE_DEFINITIONS =
            new ApiResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    static final ApiResource API_SERVICES = new ApiResource("apiregistration.k8s.io", "v1", "apiservices");

    /** Path of the group and version, where discovery says what is served: {@code /apis/operator.tigera.io/v1}. */
    String groupVersionPath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
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
