package io.operatormetrics.kubernetes.control;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.loop.Loop;
import io.operatormetrics.kubernetes.loop.Loops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leads only while nobody holds the Lease, and never holds it itself: for a process outside the cluster, where somebody tries something with
 * the settings of an installation that may be running inside.
 */
public final class LeaseObserver implements LeaderElection {

    private static final Logger log = LoggerFactory.getLogger(LeaseObserver.class);

    /** A third of what the replicas' Lease lasts. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ResourceClient requests;
    private final NamespacedName lease;
    private final Loops loops;
    private final Runnable onChange;
    private final LongSupplier nanoTime;
    private final ObservedLease held = new ObservedLease();
    private volatile boolean free;
    private volatile @Nullable Loop loop;
    private @Nullable String said;

    /**
     * Nothing is asked before {@link #start()}, and until the first answer it does not lead.
     *
     * @param onChange called whenever leading begins or ends; must return at once
     * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}
     */
    public LeaseObserver(
            ResourceClient requests, NamespacedName lease, Loops loops, Runnable onChange, LongSupplier nanoTime) {
        this.requests = requests;
        this.lease = lease;
        this.loops = loops;
        this.onChange = onChange;
        this.nanoTime = nanoTime;
    }

    @Override
    public void start() {
        loop = loops.start("lease " + lease, INTERVAL, this::observe);
    }

    private void observe() throws InterruptedException {
        boolean before = free;
        free = isFree();
        if (free != before) {
            onChange.run();
        }
        Thread.sleep(INTERVAL);
    }

    private boolean isFree() throws InterruptedException {
        try {
            boolean taken = held.isHeld(
                    requests.get(GroupVersionResource.LEASES, lease, Unstructured.class), nanoTime.getAsLong());
            logChange(taken ? "another process holds it" : null);
            return !taken;
        } catch (ApiException failure) {
            boolean absent = failure.kind() == ApiException.Kind.NOT_FOUND;
            logChange(absent ? null : failure.message());
            return absent;
        }
    }

    private void logChange(@Nullable String why) {
        if (why != null && !why.equals(said)) {
            log.warn("outside a cluster: nothing is written while Lease {} may be held: {}", lease, why);
        }
        said = why;
    }

    @Override
    public boolean isLeader() {
        return free;
    }

    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
