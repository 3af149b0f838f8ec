package io.operatormetrics.it.roles;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What the Prometheus Operator makes of a Prometheus object for its pods to mount: two Secrets and a ConfigMap.
 *
 * @param name of the Prometheus object
 */
public record GeneratedConfiguration(KubernetesClient admin, String namespace, String name) {

    /** Of that object, whether it has been made or not. */
    public static GeneratedConfiguration of(KubernetesClient admin, GenericKubernetesResource prometheus) {
        return new GeneratedConfiguration(
                admin,
                prometheus.getMetadata().getNamespace(),
                prometheus.getMetadata().getName());
    }

    /** The configuration file; empty until it is made. */
    public Optional<String> main() {
        return Optional.ofNullable(secret(objects()).get("prometheus.yaml.gz")).map(GeneratedConfiguration::unzipped);
    }

    /** Certificates and keys that the configuration file refers to, by the names of their files. */
    Map<String, String> certificates() {
        Map<String, String> certificates = new TreeMap<>();
        secret(objects() + "-tls-assets-0")
                .forEach((file, data) -> certificates.put(file, new String(decoded(data), UTF_8)));
        return certificates;
    }

    /** The name of the folder that rules are mounted in. */
    String rulesFolder() {
        return objects() + "-rulefiles-0";
    }

    /** Files of rules, each named for the namespace and the name of a PrometheusRule. */
    Map<String, String> rules() {
        return Optional.ofNullable(admin.configMaps()
                        .inNamespace(namespace)
                        .withName(rulesFolder())
                        .get())
                .map(ConfigMap::getData)
                .orElse(Map.of());
    }

    /** Whether it looks for targets of that ServiceMonitor where those are. */
    public boolean scrapes(GenericKubernetesResource monitor) {
        String job = "serviceMonitor/%s/%s/0"
                .formatted(
                        monitor.getMetadata().getNamespace(),
                        monitor.getMetadata().getName());
        List<String> targets = monitor.get("spec", "namespaceSelector", "matchNames");
        return main().stream()
                .map(yaml -> Serialization.unmarshal(yaml, JsonNode.class))
                .flatMap(json -> json.path("scrape_configs").valueStream())
                .filter(config -> config.path("job_name").asText().equals(job))
                .flatMap(config ->
                        config.at("/kubernetes_sd_configs/0/namespaces/names").valueStream())
                .map(JsonNode::asText)
                .anyMatch(targets::contains);
    }

    /** Whether it evaluates that PrometheusRule. */
    public boolean evaluates(GenericKubernetesResource rule) {
        return rules().keySet().stream()
                .anyMatch(file -> file.equals("%s-%s-%s.yaml"
                        .formatted(
                                rule.getMetadata().getNamespace(),
                                rule.getMetadata().getName(),
                                rule.getMetadata().getUid())));
    }

    /** What the names of all that is made for it begin with. */
    String objects() {
        return "prometheus-" + name;
    }

    private Map<String, String> secret(String secret) {
        return Optional.ofNullable(
                        admin.secrets().inNamespace(namespace).withName(secret).get())
                .map(Secret::getData)
                .orElse(Map.of());
    }

    private static byte[] decoded(String data) {
        return Base64.getDecoder().decode(data);
    }

    private static String unzipped(String data) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(decoded(data)))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
