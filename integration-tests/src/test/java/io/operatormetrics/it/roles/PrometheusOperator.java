package io.operatormetrics.it.roles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.NamespaceSelector;
import io.fabric8.openshift.api.model.monitoring.v1.SecretOrConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.TLSConfig;
import io.operatormetrics.it.harness.PrometheusConfiguration;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Plays the Prometheus Operator: makes a configuration of the ServiceMonitors of a namespace and of the Secrets and ConfigMaps that they
 * refer to, and of nothing else but what Prometheus discovers by them. Each endpoint is a job {@code serviceMonitor/NAMESPACE/NAME/INDEX}; a ServiceMonitor that refers to what is not there makes none.
 */
final class PrometheusOperator {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient admin;
    private final String namespace;
    private final Discovery discovery;

    /**
     * A player of the role.
     *
     * @param namespace whose ServiceMonitors are read
     * @param discovery what Prometheus itself finds
     */
    PrometheusOperator(KubernetesClient admin, String namespace, Discovery discovery) {
        this.admin = admin;
        this.namespace = namespace;
        this.discovery = discovery;
    }

    PrometheusConfiguration configuration() {
        List<Map<String, Object>> jobs = new ArrayList<>();
        Map<String, String> files = new TreeMap<>();
        for (ServiceMonitor monitor : admin.resources(ServiceMonitor.class)
                .inNamespace(namespace)
                .list()
                .getItems()) {
            List<Endpoint> endpoints = monitor.getSpec().getEndpoints();
            for (int i = 0; i < endpoints.size(); i++) {
                job(monitor, endpoints.get(i), i, files).ifPresent(jobs::add);
            }
        }
        try {
            // JSON is YAML too.
            return new PrometheusConfiguration(JSON.writeValueAsString(Map.of("scrape_configs", jobs)), files);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Map<String, Object>> job(
            ServiceMonitor monitor, Endpoint endpoint, int index, Map<String, String> files) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("job_name", "serviceMonitor/%s/%s/%d".formatted(namespace, name(monitor), index));
        job.put("honor_labels", Boolean.TRUE.equals(endpoint.getHonorLabels()));
        job.put("scrape_interval", endpoint.getInterval());
        job.put("scrape_timeout", endpoint.getScrapeTimeout());
        job.put("scheme", Optional.ofNullable(endpoint.getScheme()).orElse("http"));
        job.put(
                "static_configs",
                discovery.targets(
                        namespaces(monitor.getSpec().getNamespaceSelector()),
                        monitor.getSpec().getSelector(),
                        endpoint.getPort()));
        job.put(
                "metric_relabel_configs",
                endpoint.getMetricRelabelings().stream()
                        .map(relabeling -> Map.of(
                                "source_labels", relabeling.getSourceLabels(),
                                "regex", relabeling.getRegex(),
                                "action", relabeling.getAction()))
                        .toList());
        if (endpoint.getTlsConfig() == null) {
            return Optional.of(job);
        }
        return tlsConfig(endpoint.getTlsConfig(), files).map(tls -> {
            job.put("tls_config", tls);
            return job;
        });
    }

    private static String name(ServiceMonitor monitor) {
        return monitor.getMetadata().getName();
    }

    /** None means its own. */
    private List<String> namespaces(NamespaceSelector selector) {
        return selector == null || selector.getMatchNames().isEmpty() ? List.of(namespace) : selector.getMatchNames();
    }

    private Optional<Map<String, Object>> tlsConfig(TLSConfig tls, Map<String, String> files) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (tls.getServerName() != null) {
            config.put("server_name", tls.getServerName());
        }
        if (Boolean.TRUE.equals(tls.getInsecureSkipVerify())) {
            config.put("insecure_skip_verify", true);
        }
        Map<String, Optional<String>> referredTo = new LinkedHashMap<>();
        if (tls.getCa() != null) {
            referredTo.put("ca_file", text(tls.getCa()));
        }
        if (tls.getCert() != null) {
            referredTo.put("cert_file", text(tls.getCert()));
        }
        if (tls.getKeySecret() != null) {
            referredTo.put("key_file", text(tls.getKeySecret()));
        }
        for (var entry : referredTo.entrySet()) {
            if (entry.getValue().isEmpty()) {
                return Optional.empty();
            }
            String text = entry.getValue().get();
            // Another name for another text: then Prometheus never sees half of a change.
            String file = entry.getKey() + "-" + Integer.toHexString(text.hashCode()) + ".pem";
            files.put(file, text);
            config.put(entry.getKey(), file);
        }
        return Optional.of(config);
    }

    private Optional<String> text(SecretOrConfigMap reference) {
        return reference.getSecret() != null ? text(reference.getSecret()) : text(reference.getConfigMap());
    }

    private Optional<String> text(SecretKeySelector reference) {
        Secret secret = admin.secrets()
                .inNamespace(namespace)
                .withName(reference.getName())
                .get();
        return Optional.ofNullable(secret)
                .map(Secret::getData)
                .map(data -> data.get(reference.getKey()))
                .map(text -> new String(Base64.getDecoder().decode(text), UTF_8));
    }

    private Optional<String> text(ConfigMapKeySelector reference) {
        ConfigMap map = admin.configMaps()
                .inNamespace(namespace)
                .withName(reference.getName())
                .get();
        return Optional.ofNullable(map).map(ConfigMap::getData).map(data -> data.get(reference.getKey()));
    }
}
