package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.client.KubernetesClientException;

import java.util.List;

/**
 * Somebody else's change of an object of ours that nobody but our program would put right.
 *
 * @param key the object's in an {@link Inventory}
 * @param path what is changed, as a JSON pointer
 */
public record Damage(String key, String path) {

    /** One for each object of a {@link Site} that is kept as it is wanted; not for the policy of Calico, which is not at every site. */
    public static final List<Damage> OF_EACH = List.of(
            new Damage("operator/ConfigMap/operator-metrics-objects", "/data/objects"),
            new Damage("operator/NetworkPolicy/operator-metrics", "/spec/podSelector/matchLabels/k8s-app"),
            new Damage("operator/Role/operator-metrics", "/rules/0/verbs/0"),
            new Damage("operator/RoleBinding/operator-metrics", "/subjects/0/name"),
            // What becomes of its data is a test of its own, and reported for an hour.
            new Damage("operator/Secret/operator-metrics-ca", "/metadata/labels/app.kubernetes.io~1managed-by"),
            new Damage(
                    "operator/Secret/operator-metrics-client-tls",
                    "/metadata/labels/certificates.operator.tigera.io~1signer"),
            new Damage(
                    "operator/Secret/operator-metrics-tls",
                    "/metadata/annotations/certificates.operator.tigera.io~1expiry"),
            new Damage("operator/Service/operator-metrics", "/spec/selector/k8s-app"),
            new Damage("prometheus/ConfigMap/operator-metrics-ca-bundle", "/data/tigera-ca-bundle.crt"),
            new Damage("prometheus/PrometheusRule/operator-metrics", "/spec/groups/0/rules/0/expr"),
            new Damage("prometheus/Secret/operator-metrics-client-tls", "/data/tls.key"),
            new Damage("prometheus/ServiceMonitor/operator-metrics", "/spec/endpoints/0/port"));

    /**
     * Does it, again when our program was faster. Each number makes it another change; the text is base64 too, for what is in
     * Secrets.
     */
    public void happen(Site site, Inventory before, int number) {
        String patch = "[{\"op\": \"replace\", \"path\": \"%s\", \"value\": \"edit%04d\"}]".formatted(path, number);
        while (true) {
            try {
                site.edit(before.get(key), patch);
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
            }
        }
    }
}
