package io.operatormetrics.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Leadership by a Lease (coordination.k8s.io/v1). After the leader's death another replica takes over within 20 seconds: the 15 of the lease, and
 * the pause between two attempts.
 */
public final class LeaseLeadership implements Leadership {

    private static final Logger log = LoggerFactory.getLogger(LeaseLeadership.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration GIVING_UP = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String lease;
    private final RenewedLock lock;
    private final Runnable onChange;
    private volatile boolean leading;
    private volatile boolean closed;
    private @Nullable ExecutorService executor;
    private @Nullable CompletableFuture<?> election;

    /**
     * @param namespace of the Lease
     * @param name of the Lease
     * @param identity of this replica, unlike that of any other
     * @param onChange called when leadership begins or ends
     */
    public LeaseLeadership(
            KubernetesClient client, Clock clock, String namespace, String name, String identity, Runnable onChange) {
        this.client = client;
        this.lease = namespace + "/" + name;
        this.lock = new RenewedLock(new LeaseLock(namespace, name, identity), clock);
        this.onChange = onChange;
    }

    @Override
    public synchronized void start() {
        executor = Executors.newVirtualThreadPerTaskExecutor();
        elect(executor);
    }

    /** An elector ends when it loses what it had; the next one begins anew. */
    private synchronized void elect(ExecutorService threads) {
        if (closed) {
            return;
        }
        CompletableFuture<?> running = new LeaderElector(client, configuration(), threads).start();
        election = running;
        CompletableFuture<?> _ = running.whenCompleteAsync(
                (done, failure) -> {
                    if (failure != null && !closed) {
                        log.warn("election by Lease {} ended: {}; will begin again", lease, failure.toString());
                    }
                    elect(threads);
                },
                CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, threads));
    }

    private LeaderElectionConfig configuration() {
        return new LeaderElectionConfigBuilder()
                .withName(lease)
                .withLock(lock)
                .withLeaseDuration(LEASE)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY)
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(() -> lead(true), () -> lead(false), this::note))
                .build();
    }

    private void lead(boolean now) {
        if (leading != now) {
            leading = now;
            log.info(now ? "leading: this replica writes (Lease {})" : "no longer leading (Lease {})", lease);
            onChange.run();
        }
    }

    private void note(@Nullable String leader) {
        if (!Objects.equals(leader, lock.identity())) {
            log.info("the leader is {} (Lease {})", leader == null || leader.isEmpty() ? "nobody yet" : leader, lease);
        }
    }

    @Override
    public boolean isLeader() {
        return leading && lock.isRenewedWithin(LEASE);
    }

    @Override
    public void close() {
        CompletableFuture<?> running;
        ExecutorService threads;
        synchronized (this) {
            closed = true;
            running = election;
            threads = executor;
        }
        if (running == null || threads == null) {
            return;
        }
        // The elector gives the Lease up while it is cancelled, by a request that may hang.
        CompletableFuture<Void> giving = CompletableFuture.runAsync(() -> running.cancel(true), threads);
        try {
            giving.get(GIVING_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("could not give up Lease {}: another replica leads once it ends: {}", lease, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
