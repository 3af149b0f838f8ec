package io.operatormetrics.kubernetes.control;

import io.operatormetrics.kubernetes.loop.Loop;
import io.operatormetrics.kubernetes.loop.Loops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reconciles at its start, soon after each trigger, when something falls due, and again after a failure; otherwise it sleeps. All on one
 * thread of its own, as a {@link Loop}.
 */
public final class ReconcileLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

    /** A deadline is compared with the clock this often: clocks are set, and machines sleep. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    /** More than a clock that is merely corrected, by slewing it, gains or loses in that time. */
    private static final Duration CLOCK_SET = Duration.ofSeconds(5);

    private final String name;
    private final Reconciler reconciler;
    private final ReconcileMetrics metrics;
    private final Clock clock;
    private final Loops loops;
    private final ReconcileTiming reconcileTiming;
    private final Semaphore triggers = new Semaphore(0);
    private int failures;
    private volatile @Nullable Loop loop;

    /** @param name of what is reconciled, for the log */
    public ReconcileLoop(String name, Reconciler reconciler, ReconcileMetrics metrics, Clock clock, Loops loops) {
        this(name, reconciler, metrics, clock, loops, ReconcileTiming.USUAL);
    }

    ReconcileLoop(
            String name,
            Reconciler reconciler,
            ReconcileMetrics metrics,
            Clock clock,
            Loops loops,
            ReconcileTiming reconcileTiming) {
        this.name = name;
        this.reconciler = reconciler;
        this.metrics = metrics;
        this.clock = clock;
        this.loops = loops;
        this.reconcileTiming = reconcileTiming;
    }

    /** Starts the loop's thread; returns at once. */
    public void start() {
        loop = loops.start("reconcile " + name, LONGEST_SLEEP, this::reconcileOnce);
    }

    /** Something may have changed. Returns at once, from any thread, however often it is called. */
    public void trigger() {
        triggers.release();
    }

    private void reconcileOnce() throws InterruptedException {
        Moment before = Moment.of(clock);
        awaitTrigger(reconcile(), before);
    }

    /** Returns when to do it again without a trigger. */
    private Optional<Instant> reconcile() throws InterruptedException {
        long begun = System.nanoTime();
        ReconcileOutcome outcome;
        try {
            outcome = reconciler.reconcile();
        } catch (RuntimeException | Error defect) {
            failures++;
            metrics.done(new ReconcileOutcome.Retry(defect.toString(), Optional.empty()), System.nanoTime() - begun);
            throw defect;
        }
        metrics.done(outcome, System.nanoTime() - begun);
        return switch (outcome) {
            case ReconcileOutcome.Done done -> {
                if (failures > 0) {
                    log.info("{}: settled after {} attempts that failed", name, failures);
                    failures = 0;
                }
                yield done.requeueAt();
            }
            case ReconcileOutcome.Retry unfinished -> Optional.of(retry(unfinished));
        };
    }

    private Instant retry(ReconcileOutcome.Retry unfinished) {
        failures++;
        Duration delay = reconcileTiming.retry(failures);
        if (failures == 1) {
            log.warn("{}: {}; will try again", name, unfinished.why());
        } else {
            log.debug("{}: {}; attempt {} failed, next in {}", name, unfinished.why(), failures, delay);
        }
        Instant retry = clock.instant().plus(delay);
        return unfinished.requeueAt().filter(retry::isAfter).orElse(retry);
    }

    /**
     * Returns after a trigger and the burst that it may belong to, or at the deadline. A deadline is worth as much as the clock that it was
     * computed by, so it returns too when that was set meanwhile: set back an hour, it would make a retry of one second take an hour.
     *
     * @param before from when the deadline's clock is known
     */
    private void awaitTrigger(Optional<Instant> deadline, Moment before) throws InterruptedException {
        while (true) {
            Duration untilDeadline = deadline.map(instant -> Duration.between(clock.instant(), instant))
                    .orElse(LONGEST_SLEEP);
            if (deadline.isPresent() && !untilDeadline.isPositive()) {
                return;
            }
            Duration sleep = untilDeadline.compareTo(LONGEST_SLEEP) < 0 ? untilDeadline : LONGEST_SLEEP;
            // A nanosecond more, or a deadline in the middle of a millisecond would be awaited by spinning.
            if (triggers.tryAcquire(sleep.toNanos() + 1, TimeUnit.NANOSECONDS)) {
                awaitQuiet();
                return;
            }
            Loop.turned();
            Moment now = Moment.of(clock);
            if (before.wasSetUntil(now)) {
                log.info("{}: the clock was set; reconciling", name);
                return;
            }
            before = now;
        }
    }

    /** What two clocks say at once: one that people set, and one that nobody does. */
    private record Moment(Instant instant, long nanoTime) {
        static Moment of(Clock clock) {
            return new Moment(clock.instant(), System.nanoTime());
        }

        boolean wasSetUntil(Moment later) {
            Duration passed = Duration.ofNanos(later.nanoTime - nanoTime);
            return Duration.between(instant, later.instant).minus(passed).abs().compareTo(CLOCK_SET) > 0;
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long begun = System.nanoTime();
        long left = reconcileTiming.atMost().toNanos();
        do {
            triggers.drainPermits();
            left = reconcileTiming.atMost().toNanos() - (System.nanoTime() - begun);
        } while (left > 0
                && triggers.tryAcquire(Math.min(left, reconcileTiming.quiet().toNanos()), TimeUnit.NANOSECONDS));
        triggers.drainPermits();
    }

    /** Ends the loop and waits for its thread; a reconcile that runs is interrupted. */
    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
