package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.Sight.Unknown;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsMaterial;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.tls.TlsMaterialSource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
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
    private final WatchedObject<PemSecret> server;
    private final WatchedObject<CaSecret> ca;
    private final WatchedObject<CaRecord> record;
    private final ClientTrust clientTrust;
    private Presence installations = Presence.UNKNOWN;
    private volatile @Nullable WatchedObject<InstallationCa> installation;
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
        this.cluster = cluster;
        this.clientAuth = clientAuth;
        this.overlap = overlap;
        this.secrets = secrets;
        this.clientTrust = new ClientTrust(overlap);
        this.server = watched(ApiResource.SECRETS, secrets.server(), PemSecret.class);
        this.ca = watched(ApiResource.SECRETS, secrets.ca(), CaSecret.class);
        this.record = watched(ApiResource.CONFIG_MAPS, overlap.record(), CaRecord.class);
    }

    private <T extends KubeObject> WatchedObject<T> watched(ApiResource resource, ObjectKey key, Class<T> type) {
        return new WatchedObject<>(
                cluster.client(), Selection.named(resource, key, type), key, cluster.clock(), this::changed);
    }

    @Override
    public synchronized void start(Consumer<TlsMaterial> sink) {
        this.sink = sink;
        firstReading = cluster.scheduler().schedule(this::tell, FIRST_READING.toSeconds(), TimeUnit.SECONDS);
        server.start();
        if (clientAuth.verifies()) {
            ca.start();
            if (overlap.isFollowed()) {
                record.start();
            }
            cluster.presence().follow(ApiResource.INSTALLATIONS, this::installationsAre);
        }
    }

    private void installationsAre(Presence presence) {
        WatchedObject<InstallationCa> next = presence == Presence.SERVED
                ? watched(ApiResource.INSTALLATIONS, INSTALLATION, InstallationCa.class)
                : null;
        closeOutsideLock(replaceInstallation(presence, next));
        if (next != null) {
            next.start();
        }
        changed();
    }

    private synchronized @Nullable WatchedObject<InstallationCa> replaceInstallation(
            Presence presence, @Nullable WatchedObject<InstallationCa> next) {
        WatchedObject<InstallationCa> before = installation;
        installations = presence;
        installation = next;
        return before;
    }

    /** Closing waits for the watch's thread, and that may be waiting for this object's lock. */
    private static void closeOutsideLock(@Nullable WatchedObject<?> watched) {
        if (watched != null) {
            watched.close();
        }
    }

    private synchronized void changed() {
        if (told || isComplete()) {
            tell();
        }
    }

    private boolean isComplete() {
        if (server.sight() instanceof Unknown) {
            return false;
        }
        return !clientAuth.verifies()
                || !(ca.sight() instanceof Unknown
                        || recordSight() instanceof Unknown
                        || installations == Presence.UNKNOWN
                        || (installations == Presence.SERVED && installationSight() instanceof Unknown));
    }

    private Sight<InstallationCa> installationSight() {
        WatchedObject<InstallationCa> now = installation;
        return now == null ? new Unknown<>() : now.sight();
    }

    private Sight<CaRecord> recordSight() {
        return overlap.isFollowed() ? record.sight() : new Sight.NotFound<>();
    }

    private synchronized void tell() {
        if (sink == null) {
            return;
        }
        told = true;
        PairParts pair = MaterialParts.serverPair(secrets, server.sight());
        if (clientAuth.verifies()) {
            Part clientCa = MaterialParts.clientCa(installations, installationSight(), secrets, ca.sight());
            Instant now = cluster.clock().instant();
            for (Part trusted : clientTrust.of(clientCa, recordSight(), now)) {
                sink.accept(new TlsMaterial(pair.certificate(), pair.key(), trusted));
            }
            clientTrust.nextEnd().ifPresent(end -> lookAgain(Duration.between(now, end)));
        } else {
            Missing notNeeded = new Missing(
                    "client CA", "not looked for; METRICS_CLIENT_AUTH " + clientAuth.goName() + " needs none");
            sink.accept(new TlsMaterial(pair.certificate(), pair.key(), notNeeded));
        }
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

    @Override
    public void close() {
        stopTelling();
        server.close();
        ca.close();
        record.close();
        closeOutsideLock(replaceInstallation(Presence.UNKNOWN, null));
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
