package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.Sight.Unknown;
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
 * Secret only the certificate is read. While a change of CA is under way the former one is trusted too.
 */
public final class SecretTlsSource implements TlsMaterialSource {
    private static final ObjectKey INSTALLATION = new ObjectKey("", "default");

    /** How long the first reading may wait for answers, so that a start is not reported as trouble. */
    private static final Duration FIRST_READING = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final ClientAuth clientAuth;
    private final CaOverlap overlap;
    private final EndpointSecrets secrets;
    private final Duration patience;
    private final ObjectView<PemSecret> server;
    private final ObjectView<CaSecret> ca;
    private final Optional<ObjectView<CaRecord>> record;
    private final ObjectView<InstallationCa> installation;
    private final ClientTrust clientTrust;
    private @Nullable Consumer<TlsMaterial> sink;
    private @Nullable ScheduledFuture<?> firstReading;
    private @Nullable ScheduledFuture<?> endOfTrust;
    private boolean told;

    /**
     * Watches nothing yet.
     *
     * @param clientAuth no client CA is looked for where it verifies nothing
     * @param overlap how long the former CA is trusted besides the present one
     */
    public SecretTlsSource(Cluster cluster, EndpointSecrets secrets, ClientAuth clientAuth, CaOverlap overlap) {
        this(cluster, secrets, clientAuth, overlap, FIRST_READING);
    }

    SecretTlsSource(
            Cluster cluster, EndpointSecrets secrets, ClientAuth clientAuth, CaOverlap overlap, Duration patience) {
        this.cluster = cluster;
        this.clientAuth = clientAuth;
        this.overlap = overlap;
        this.secrets = secrets;
        this.patience = patience;
        this.clientTrust = new ClientTrust(overlap);
        this.server = view(ApiResource.SECRETS, secrets.server(), PemSecret.class);
        this.ca = view(ApiResource.SECRETS, secrets.ca(), CaSecret.class);
        this.record = overlap.followed().map(key -> view(ApiResource.SECRETS, key, CaRecord.class));
        this.installation = view(ApiResource.INSTALLATIONS, INSTALLATION, InstallationCa.class);
    }

    private <T extends KubeObject> ObjectView<T> view(ApiResource resource, ObjectKey key, Class<T> type) {
        return new ObjectView<>(cluster, Selection.named(resource, key, type), this::changed);
    }

    @Override
    public synchronized void start(Consumer<TlsMaterial> sink) {
        this.sink = sink;
        firstReading = cluster.scheduler().schedule(this::tell, patience.toMillis(), TimeUnit.MILLISECONDS);
        server.start();
        if (clientAuth.verifies()) {
            ca.start();
            record.ifPresent(ObjectView::start);
            installation.start();
        }
    }

    private synchronized void changed() {
        if (told || isComplete()) {
            tell();
        }
    }

    private boolean isComplete() {
        if (server.sight(secrets.server()) instanceof Unknown) {
            return false;
        }
        return !clientAuth.verifies()
                || !(ca.sight(secrets.ca()) instanceof Unknown
                        || recordSight() instanceof Unknown
                        || installation.sight(INSTALLATION) instanceof Unknown);
    }

    private Sight<CaRecord> recordSight() {
        return record.map(view -> view.sight(overlap.followed().orElseThrow())).orElseGet(Sight.NotFound::new);
    }

    private synchronized void tell() {
        if (sink == null) {
            return;
        }
        told = true;
        PairParts pair = MaterialParts.serverPair(secrets, server.sight(secrets.server()));
        if (clientAuth.verifies()) {
            Part clientCa = MaterialParts.clientCa(
                    installation.presence(), installation.sight(INSTALLATION), secrets, ca.sight(secrets.ca()));
            Instant now = cluster.clock().instant();
            ClientTrust.SeenRecord recorded = new ClientTrust.SeenRecord(recordSight(), isCaBesideItsRecord());
            CaRevocation revocation = CaRevocation.of(ca.sight(secrets.ca()));
            for (Part trusted : clientTrust.of(clientCa, recorded, revocation, now)) {
                sink.accept(new TlsMaterial(pair.certificate(), pair.key(), trusted));
            }
            clientTrust.untilNextEnd(now).ifPresent(this::lookAgain);
        } else {
            Missing notNeeded = new Missing(
                    "client CA", "not looked for; METRICS_CLIENT_AUTH " + clientAuth.goName() + " needs none");
            sink.accept(new TlsMaterial(pair.certificate(), pair.key(), notNeeded));
        }
    }

    /** Only who may replace the CA itself may write there, and so has nothing to gain from the record. */
    private boolean isCaBesideItsRecord() {
        boolean named = installation.sight(INSTALLATION) instanceof Sight.Found<InstallationCa>(InstallationCa found)
                && found.caCertificate() != null;
        return !named && secrets.ca().namespace().equals(secrets.server().namespace());
    }

    private void lookAgain(Duration after) {
        if (endOfTrust != null) {
            endOfTrust.cancel(false);
        }
        endOfTrust = cluster.scheduler().schedule(this::tell, after.toMillis() + 1, TimeUnit.MILLISECONDS);
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
        record.ifPresent(ObjectView::close);
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
