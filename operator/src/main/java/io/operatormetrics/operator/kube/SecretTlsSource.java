package io.operatormetrics.operator.kube;

import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsMaterial;
import io.operatormetrics.tls.TlsMaterialSource;

import java.util.function.Consumer;

/** TLS material from the cluster: the server pair of one Secret, and the client CA that the Tigera operator uses. */
public final class SecretTlsSource implements TlsMaterialSource {

    /**
     * @param namespace where both Secrets are: OPERATOR_NAMESPACE
     * @param serverSecret the Secret with the server pair: METRICS_TLS_SECRET
     * @param clientAuth no client CA is looked for where it verifies nothing
     */
    public SecretTlsSource(Cluster cluster, String namespace, String serverSecret, ClientAuth clientAuth) {}

    @Override
    public void start(Consumer<TlsMaterial> sink) {}

    @Override
    public void refresh() {}

    @Override
    public void close() {}
}
