package io.operatormetrics.operator.selfcheck;

import io.operatormetrics.operator.endpoint.PairParts;
import io.operatormetrics.operator.endpoint.ScrapeCredentials;
import io.operatormetrics.operator.endpoint.WatchedPair;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a self-check presents and trusts: what stands in Prometheus's namespace, where this program keeps it there. Where it does not, with
 * MONITORING=never or while there is no Monitor, the pair of the operator's own namespace and the CAs that follow from what is served.
 */
public final class CheckedClient implements AutoCloseable {

    private final WatchedPair own;
    private final Supplier<Optional<ScrapeCredentials>> prometheus;

    /**
     * Nothing is read before {@link #start()}.
     *
     * @param own the pair in the operator's namespace, of which Prometheus's is a copy; started and closed with this object
     * @param prometheus empty where nobody keeps anything for Prometheus; must return at once
     */
    public CheckedClient(WatchedPair own, Supplier<Optional<ScrapeCredentials>> prometheus) {
        this.own = own;
        this.prometheus = prometheus;
    }

    void start() {
        own.start();
    }

    PairParts own() {
        return own.parts();
    }

    Optional<ScrapeCredentials> prometheus() {
        return prometheus.get();
    }

    @Override
    public void close() {
        own.close();
    }
}
