package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.state.RetainedSecretFields;
import io.operatormetrics.operator.state.TlsSecret;

/** The pair that Prometheus presents, in its Secret, as it is now. */
public final class WatchedPair implements AutoCloseable {

    private final NamespacedName key;
    private final ResourceCache<Unstructured> secret;
    private volatile PairParts parts;

    /** Nothing is asked before {@link #start()}. */
    public WatchedPair(ClusterContext cluster, NamespacedName key) {
        this.key = key;
        this.parts = TlsMaterialMapper.clientPair(key, new Observed.Pending<>());
        this.secret = RetainedSecretFields.cache(cluster, key, this::changed);
    }

    /** Starts watching; returns at once. */
    public void start() {
        secret.start();
    }

    /** While the connection is lost this is what was seen last. */
    public PairParts parts() {
        return parts;
    }

    private void changed() {
        parts = TlsMaterialMapper.clientPair(key, Observed.as(TlsSecret.class, secret.get(key)));
    }

    @Override
    public void close() {
        secret.close();
    }
}
