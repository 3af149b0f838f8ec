package io.operatormetrics.kubernetes.control;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.loop.Loop;
import io.operatormetrics.kubernetes.loop.Loops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Leadership by a Lease (coordination.k8s.io/v1), with the durations and the meaning that client-go gives them. After the leader's death
 * another replica takes over within 20 seconds: the 15 of the Lease, and the pause between two attempts.
 */
public final class LeaseElection implements LeaderElection {

    private static final Logger log = LoggerFactory.getLogger(LeaseElection.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration GIVING_UP = Duration.ofSeconds(2);
    private static final Duration REPORTS = Duration.ofSeconds(1);

    private final NamespacedName lease;
    private final String identity;
    private final FencedLease claim;
    private final LeaderTerm term;
    private final Loops loops;
    private final ScheduledExecutorService scheduler;
    private final Runnable onChange;
    private volatile @Nullable Loop loop;
    private @Nullable ScheduledFuture<?> reports;
    private String leader = "";
    private String trouble = "";

    /**
     * @param identity of this replica, unlike that of any other
     * @param clock of the times that people read in the Lease
     * @param scheduler for short tasks; it belongs to the caller
     * @param onChange called when leadership begins or ends; must return at once
     */
    public LeaseElection(
            ResourceClient requests,
            NamespacedName lease,
            String identity,
            Clock clock,
            Loops loops,
            ScheduledExecutorService scheduler,
            Runnable onChange) {
        this.lease = lease;
        this.identity = identity;
        this.claim = new FencedLease(requests, lease, identity, LEASE, clock, System::nanoTime);
        this.term = new LeaderTerm(RENEW_DEADLINE, System::nanoTime, this::changed);
        this.loops = loops;
        this.scheduler = scheduler;
        this.onChange = onChange;
    }

    @Override
    public void start() {
        loop = loops.start("lease " + lease, RENEW_DEADLINE, this::strive);
        reports = scheduler.scheduleWithFixedDelay(
                term::report, REPORTS.toMillis(), REPORTS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void strive() throws InterruptedException {
        long begun = System.nanoTime();
        Duration leftAlone = attempt();
        // One that took long is followed by the next at once, or a slow API server would end what can be renewed.
        Loop.pause(Duration.ofNanos(Math.max(RETRY.toNanos() - (System.nanoTime() - begun), leftAlone.toNanos())));
    }

    private void release() {
        try {
            if (claim.holder().equals(identity)) {
                claim.release();
            }
        } catch (ApiException | InterruptedException e) {
            log.warn("could not give up Lease {}: another replica leads once it ends: {}", lease, e.toString());
        }
    }

    /** Returns for how long a busy API server asks to be left alone. After the deadline the Lease is lost anyway, and another try is due. */
    private Duration attempt() throws InterruptedException {
        try {
            claim.attempt(term);
            logChange("");
            note(claim.holder());
            return Duration.ZERO;
        } catch (ApiException failure) {
            logChange(failure.message());
            return failure.retryAfter().compareTo(RENEW_DEADLINE) < 0 ? failure.retryAfter() : RENEW_DEADLINE;
        }
    }

    private void logChange(String now) {
        if (!now.isEmpty() && !now.equals(trouble)) {
            log.warn("cannot hold or observe Lease {}: {}; will try again", lease, now);
        } else if (now.isEmpty() && !trouble.isEmpty()) {
            log.info("Lease {} can be held and observed again", lease);
        }
        trouble = now;
    }

    private void note(String holder) {
        if (!holder.equals(leader) && !holder.equals(identity)) {
            log.info("the leader is {} (Lease {})", holder.isEmpty() ? "nobody yet" : holder, lease);
        }
        leader = holder;
    }

    private void changed(boolean leads) {
        log.info(leads ? "leading: this replica writes (Lease {})" : "no longer leading (Lease {})", lease);
        onChange.run();
    }

    @Override
    public boolean isLeader() {
        return term.isRunning();
    }

    @Override
    public void close() {
        Loop running = loop;
        ScheduledFuture<?> reporting = reports;
        if (running == null || reporting == null) {
            return;
        }
        reporting.cancel(false);
        running.close();
        term.end();
        Thread giving = Thread.ofVirtual().name("give up lease " + lease).start(this::release);
        try {
            if (!giving.join(GIVING_UP)) {
                // The request may hang.
                giving.interrupt();
                giving.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
