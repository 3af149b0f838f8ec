package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.PrometheusConfiguration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Plays kubelet and the config reloader in the pod of a Prometheus object, since nothing here runs pods: what the Prometheus Operator made
 * for the pod becomes files, and the pod's environment is put in. Of the configuration nothing but paths is changed.
 */
final class PrometheusPod implements AutoCloseable {

    private final KubernetesClient admin;
    private final GenericKubernetesResource prometheus;
    private final GeneratedConfiguration generated;

    private PrometheusPod(KubernetesClient admin, GenericKubernetesResource prometheus) {
        this.admin = admin;
        this.prometheus = prometheus;
        this.generated = GeneratedConfiguration.of(admin, prometheus);
    }

    /**
     * Creates a Prometheus object that takes all ServiceMonitors and rules of its namespace, and discovers with its account.
     *
     * @param more of its spec
     */
    static PrometheusPod create(Site site, Map<String, ?> more) {
        KubeCluster cluster = site.cluster();
        GenericKubernetesResource prometheus = Serialization.unmarshal(
                """
                apiVersion: monitoring.coreos.com/v1
                kind: Prometheus
                metadata: {namespace: %s, name: scraping}
                spec:
                  serviceMonitorSelector: {}
                  ruleSelector: {}
                  apiserverConfig:
                    host: %s
                    authorization: {credentialsFile: %s}
                    tlsConfig: {caFile: %s}
                  # The address of a second pod leads nowhere, so what goes there is sent to where that listens.
                  scrapeClasses:
                  - name: pods-of-tests
                    default: true
                    relabelings:
                    - {sourceLabels: [__address__], regex: '%s:(.+)', targetLabel: __address__, replacement: '%s:$1'}
                """.formatted(
                                site.prometheusNamespace(),
                                cluster.url(),
                                site.prometheusAccount().tokenFile(),
                                cluster.caFile(),
                                Site.SECOND_POD,
                                Site.SECOND_LISTENS),
                GenericKubernetesResource.class);
        prometheus.<Map<String, Object>>get("spec").putAll(more);
        cluster.admin().resource(prometheus).create();
        return new PrometheusPod(cluster.admin(), prometheus);
    }

    /** What is mounted now; empty until the Prometheus Operator has made it. */
    Optional<PrometheusConfiguration> mounted() {
        return generated.main().map(main -> {
            Map<String, String> files = new TreeMap<>();
            generated.certificates().forEach((name, pem) -> files.put("certs/" + name, pem));
            generated.rules().forEach((name, text) -> files.put("rules/" + generated.rulesFolder() + "/" + name, text));
            return new PrometheusConfiguration(
                    main.replace("/etc/prometheus/", "")
                            .replace("$(POD_NAME)", generated.objects() + "-0")
                            .replace("$(SHARD)", "0"),
                    files);
        });
    }

    @Override
    public void close() {
        admin.resource(prometheus).delete();
    }
}
