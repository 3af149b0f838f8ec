package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;

/** Makes the client that everything of the operator uses. */
public final class KubeClients {

    private KubeClients() {}

    /**
     * A client that counts its requests in the registry and keeps nothing of what it received; the caller closes it. Does not connect.
     *
     * <p>It speaks HTTP/1.1: a request that gets no answer then closes its own connection, whereas over HTTP/2 the JDK's client sends
     * every later request down the same dead one until TCP gives up, after a quarter of an hour.
     *
     * <p>It has no timeout for connecting, only for whole requests: the JDK's client hangs such a timeout, and by it the first answer with
     * the buffers it came in, to the connection for as long as that lives.
     *
     * @throws KubernetesClientException when certificates or keys that the configuration names cannot be read
     */
    public static KubernetesClient create(Config config, PrometheusRegistry registry) {
        Config http11 = new ConfigBuilder(config)
                .withHttp2Disable(true)
                .withConnectionTimeout(0)
                .build();
        RequestCounter counter = new RequestCounter(registry);
        return new KubernetesClientBuilder()
                .withConfig(http11)
                .withHttpClientFactory(new WipingClientFactory(http11))
                .withHttpClientBuilderConsumer(builder -> builder
                        // At level TRACE fabric8 would log bodies, and with them Secrets.
                        .addOrReplaceInterceptor("HttpLogging", null)
                        .addOrReplaceInterceptor("RequestCounter", counter)
                        .tag(counter))
                .build();
    }

    private static final class WipingClientFactory extends JdkHttpClientFactory {
        private final Config config;

        WipingClientFactory(Config config) {
            this.config = config;
        }

        @Override
        protected void additionalConfig(HttpClient.Builder builder) {
            try {
                builder.sslContext(WipingSslContext.around(SSLUtils.sslContext(config)));
            } catch (GeneralSecurityException | IOException e) {
                throw KubernetesClientException.launderThrowable(e);
            }
        }
    }
}
