package io.operatormetrics.operator.kube;

/** The pair that Prometheus presents, in its Secret, as it is now. */
public final class WatchedPair implements AutoCloseable {

    private final ObjectKey key;
    private final ObjectView<PemSecret> secret;
    private volatile PairParts parts;

    /** Nothing is asked before {@link #start()}. */
    public WatchedPair(Cluster cluster, ObjectKey key) {
        this.key = key;
        this.parts = MaterialParts.clientPair(key, new Sight.Unknown<>());
        this.secret =
                new ObjectView<>(cluster, Selection.named(ApiResource.SECRETS, key, PemSecret.class), this::changed);
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
        parts = MaterialParts.clientPair(key, secret.sight(key));
    }

    @Override
    public void close() {
        secret.close();
    }
}
