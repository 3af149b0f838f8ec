package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.CacheListener;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Pending;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.RetainedSecretFields;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsMaterial;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.tls.TlsMaterialSource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * TLS material from the cluster: the server pair of one Secret, and the client CA that the Tigera operator uses, which is that of
 * {@code spec.certificateManagement} of Installation {@code default} where set, and of Secret {@code tigera-ca-private} elsewhere. Of that
 * Secret only the certificate is read. While a change of CA is under way the previous one is trusted too.
 */
public final class SecretTlsSource implements TlsMaterialSource {
    /** How long the first reading may wait for answers, so that a start is not reported as trouble. */
    private static final Duration FIRST_READING = Duration.ofSeconds(5);

    private final ClusterContext cluster;
    private final ClientAuth clientAuth;
    private final CaOverlap overlap;
    private final TlsSecretRefs secrets;
    private final Duration timeout;
    private final ResourceCache<Unstructured> server;
    private final ResourceCache<CaSecret> ca;
    private final Optional<ResourceCache<Unstructured>> record;
    private final ResourceCache<Installation> installation;
    private final ClientTrust clientTrust;
    private @Nullable Consumer<TlsMaterial> sink;
    private @Nullable ScheduledFuture<?> firstReading;
    private @Nullable ScheduledFuture<?> endOfTrust;
    private boolean published;

    /**
     * Watches nothing yet.
     *
     * @param clientAuth no client CA is looked for where it verifies nothing
     * @param overlap how long the previous CA is trusted besides the present one
     */
    public SecretTlsSource(ClusterContext cluster, TlsSecretRefs secrets, ClientAuth clientAuth, CaOverlap overlap) {
        this(cluster, secrets, clientAuth, overlap, FIRST_READING);
    }

    SecretTlsSource(
            ClusterContext cluster, TlsSecretRefs secrets, ClientAuth clientAuth, CaOverlap overlap, Duration timeout) {
        this.cluster = cluster;
        this.clientAuth = clientAuth;
        this.overlap = overlap;
        this.secrets = secrets;
        this.timeout = timeout;
        this.clientTrust = new ClientTrust(overlap);
        this.server = RetainedSecretFields.cache(cluster, secrets.server(), this::changed);
        this.ca = new ResourceCache<>(
                cluster,
                ResourceQuery.named(GroupVersionResource.SECRETS, secrets.ca(), CaSecret.class),
                this::changed);
        this.record = overlap.followed().map(key -> RetainedSecretFields.cache(cluster, key, this::changed));
        this.installation = new ResourceCache<>(
                cluster,
                ResourceQuery.all(CustomResources.INSTALLATIONS, Installation.class),
                CacheListener.of(Installation.DEFAULT, this::changed));
    }

    @Override
    public synchronized void start(Consumer<TlsMaterial> sink) {
        this.sink = sink;
        firstReading = cluster.scheduler().schedule(this::publish, timeout.toMillis(), TimeUnit.MILLISECONDS);
        server.start();
        if (clientAuth.verifies()) {
            ca.start();
            record.ifPresent(ResourceCache::start);
            installation.start();
        }
    }

    private synchronized void changed() {
        if (published || isComplete()) {
            publish();
        }
    }

    private boolean isComplete() {
        if (server.get(secrets.server()) instanceof Pending) {
            return false;
        }
        return !clientAuth.verifies()
                || !(ca.get(secrets.ca()) instanceof Pending
                        || observedRecord() instanceof Pending
                        || installation.get(Installation.DEFAULT) instanceof Pending);
    }

    private Observed<CaRotationSecret> observedRecord() {
        return record.map(cache -> Observed.as(
                        CaRotationSecret.class, cache.get(overlap.followed().orElseThrow())))
                .orElseGet(Observed.Absent::new);
    }

    private synchronized void publish() {
        if (sink == null) {
            return;
        }
        published = true;
        PairParts pair =
                TlsMaterialMapper.serverPair(secrets, Observed.as(TlsSecret.class, server.get(secrets.server())));
        if (clientAuth.verifies()) {
            Part clientCa = TlsMaterialMapper.clientCa(
                    installation.presence(), installation.get(Installation.DEFAULT), secrets, ca.get(secrets.ca()));
            Instant now = cluster.clock().instant();
            ClientTrust.SeenRecord recorded = new ClientTrust.SeenRecord(observedRecord(), isCaBesideItsRecord());
            CaRevocation revocation = CaRevocation.of(ca.get(secrets.ca()));
            for (Part trusted : clientTrust.of(clientCa, recorded, revocation, now)) {
                sink.accept(new TlsMaterial(pair.certificate(), pair.key(), trusted));
            }
            clientTrust.untilNextEnd(now).ifPresent(this::requeueAfter);
        } else {
            Missing notNeeded = new Missing(
                    "client CA", "not looked for; METRICS_CLIENT_AUTH " + clientAuth.goName() + " needs none");
            sink.accept(new TlsMaterial(pair.certificate(), pair.key(), notNeeded));
        }
    }

    /** Only who may replace the CA itself may write there, and so has nothing to gain from the record. */
    private boolean isCaBesideItsRecord() {
        boolean named =
                installation.get(Installation.DEFAULT) instanceof Observed.Present<Installation>(Installation found)
                        && found.caCertificate() != null;
        return !named && secrets.ca().namespace().equals(secrets.server().namespace());
    }

    private void requeueAfter(Duration after) {
        if (endOfTrust != null) {
            endOfTrust.cancel(false);
        }
        endOfTrust = cluster.scheduler().schedule(this::publish, after.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    /** Asks nothing of the API server: its watches list again by themselves where they may have missed something. */
    @Override
    public void refresh() {
        changed();
    }

    /** Waits for the watches' threads, which may be waiting for this object's lock, and so outside it. */
    @Override
    public void close() {
        stopTelling();
        server.close();
        ca.close();
        record.ifPresent(ResourceCache::close);
        installation.close();
    }

    private synchronized void stopTelling() {
        sink = null;
        if (firstReading != null) {
            firstReading.cancel(false);
        }
        if (endOfTrust != null) {
            endOfTrust.cancel(false);
        }
    }
}
