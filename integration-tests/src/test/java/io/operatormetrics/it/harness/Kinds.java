package io.operatormetrics.it.harness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Objects of the kinds that metrics are made from, in few words. */
public final class Kinds {

    private static final String CERTIFICATES = "certificates.operator.tigera.io/";

    /** The label of Secrets that the operator manages. */
    static final String SIGNER = CERTIFICATES + "signer";

    private Kinds() {}

    /** Conditions are given as in {@code Available=True}. */
    public static GenericKubernetesResource tigeraStatus(String name, String... conditions) {
        return withStatus(
                object("operator.tigera.io/v1", "TigeraStatus", name), Map.of("conditions", conditions(conditions)));
    }

    /** Conditions are given as in {@code Ready=True}. */
    public static GenericKubernetesResource installation(String name, String... conditions) {
        return withStatus(
                object("operator.tigera.io/v1", "Installation", name), Map.of("conditions", conditions(conditions)));
    }

    /** The status is given as name, value, name, value …. */
    public static GenericKubernetesResource licenseKey(String... status) {
        GenericKubernetesResource license = object("projectcalico.org/v3", "LicenseKey", "default");
        license.setAdditionalProperty("spec", Map.of("token", "not a licence"));
        return withStatus(license, pairs(status));
    }

    /** A Prometheus of the Prometheus Operator, with that spec. */
    public static GenericKubernetesResource prometheus(String namespace, String name, Map<String, ?> spec) {
        GenericKubernetesResource prometheus = object("monitoring.coreos.com/v1", "Prometheus", name);
        prometheus.getMetadata().setNamespace(namespace);
        prometheus.setAdditionalProperty("spec", spec);
        return prometheus;
    }

    /** What turns monitoring on. */
    public static GenericKubernetesResource monitor() {
        GenericKubernetesResource monitor = object("operator.tigera.io/v1", "Monitor", "tigera-secure");
        monitor.setAdditionalProperty("spec", Map.of());
        return monitor;
    }

    /** The same with conditions, given as in {@code Available=True}. */
    public static GenericKubernetesResource monitor(String... conditions) {
        return withStatus(monitor(), Map.of("conditions", conditions(conditions)));
    }

    /** A TLS Secret with the signer label and these annotations, given without their prefix as name, value, name, value …. */
    public static GenericKubernetesResource certificate(String namespace, String name, String... annotations) {
        GenericKubernetesResource secret = unlabelledCertificate(namespace, name, annotations);
        secret.getMetadata().setLabels(Map.of(SIGNER, "test-signer"));
        return secret;
    }

    /** The same without the label that says the operator manages it. */
    public static GenericKubernetesResource unlabelledCertificate(
            String namespace, String name, String... annotations) {
        Map<String, String> prefixed = new HashMap<>();
        pairs(annotations).forEach((key, value) -> prefixed.put(CERTIFICATES + key, value));
        GenericKubernetesResource secret = object("v1", "Secret", name);
        secret.getMetadata().setNamespace(namespace);
        secret.getMetadata().setAnnotations(prefixed);
        secret.setAdditionalProperty("stringData", Map.of("tls.key", "not a key"));
        return secret;
    }

    /** A TLS Secret as the endpoint reads it; without annotations or labels. */
    public static GenericKubernetesResource keyPair(String namespace, String name, Map<String, String> pem) {
        GenericKubernetesResource secret = object("v1", "Secret", name);
        secret.getMetadata().setNamespace(namespace);
        secret.setAdditionalProperty("stringData", pem);
        return secret;
    }

    /** The Secret that Prometheus's pair is in by default, as the operator reads it. */
    public static GenericKubernetesResource pairOfPrometheus(String certificate, String key) {
        return keyPair(
                KubeCluster.OPERATOR_NAMESPACE,
                "operator-metrics-client-tls",
                Map.of("tls.crt", certificate, "tls.key", key));
    }

    private static GenericKubernetesResource object(String apiVersion, String kind, String name) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(apiVersion);
        object.setKind(kind);
        object.setMetadata(new ObjectMetaBuilder().withName(name).build());
        return object;
    }

    private static GenericKubernetesResource withStatus(GenericKubernetesResource object, Map<String, ?> status) {
        object.setAdditionalProperty("status", status);
        return object;
    }

    private static List<Map<String, String>> conditions(String... conditions) {
        return Arrays.stream(conditions)
                .map(condition -> condition.split("=", 2))
                .map(parts -> Map.of(
                        "type", parts[0],
                        "status", parts[1],
                        "reason", "Tested",
                        "message", "by a test",
                        "lastTransitionTime", "2026-01-01T00:00:00Z"))
                .toList();
    }

    private static Map<String, String> pairs(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
