package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.security.GeneralSecurityException;

/** Makes the client that everything of the operator uses. */
public final class KubernetesClients {

    private KubernetesClients() {}

    /**
     * A client that counts its requests in the registry and keeps nothing of what it received; the caller closes it. Does not connect.
     *
     * <p>It speaks HTTP/1.1: a request that gets no answer then closes its own connection, whereas over HTTP/2 the JDK's client sends
     * every later request down the same dead one until TCP gives up, after a quarter of an hour.
     *
     * <p>It has no timeout for connecting, only for whole requests: the JDK's client hangs such a timeout, and by it the first answer with
     * the buffers it came in, to the connection for as long as that lives.
     *
     * @param prefix of the metric names, without the underscore behind it
     * @throws KubernetesClientException when certificates or keys that the configuration names cannot be read
     */
    public static KubernetesClient create(Config config, PrometheusRegistry registry, String prefix) {
        ConfigBuilder ours = new ConfigBuilder(config)
                .withHttp2Disable(true)
                // By which audit logs and, where fabric8 names no other, managedFields know us.
                .withUserAgent("operator-metrics")
                .withConnectionTimeout(0);
        TokenFile.of(config).ifPresent(ours::withOauthTokenProvider);
        Config http11 = ours.build();
        RequestCounter counter = new RequestCounter(registry, prefix);
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
        private final SSLContext context;

        WipingClientFactory(Config config) {
            try {
                context = WipingSslContext.around(
                        SSLUtils.sslContext(SSLUtils.keyManagers(config), ApiServerTrust.managers(config)));
            } catch (GeneralSecurityException | IOException e) {
                throw KubernetesClientException.launderThrowable(e);
            }
        }

        /** Does all that fabric8 does, but for TLS, which it would prepare with the JDK's CAs for us to replace. */
        @Override
        public HttpClient.Builder newBuilder(Config config) {
            Config withoutTls = new ConfigBuilder(config).withTrustCerts(true).build();
            HttpClient.Builder builder = super.newBuilder(withoutTls);
            // The server that renews credentials is not the API server, and has another CA.
            HttpClient.Factory forCredentials = new JdkHttpClientFactory();
            HttpClientUtils.createApplicableInterceptors(config, forCredentials)
                    .forEach(builder::addOrReplaceInterceptor);
            return builder;
        }

        /**
         * For every client that this makes, whatever its builder says of TLS and redirects. No API server redirects what we ask for; a redirect
         * to another origin would take the token there.
         */
        @Override
        protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
            builder.sslContext(context).followRedirects(java.net.http.HttpClient.Redirect.NEVER);
        }
    }
}
