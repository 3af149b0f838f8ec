package io.operatormetrics.kubernetes.control;

import io.operatormetrics.kubernetes.control.ReconcileOutcome.Done;
import io.operatormetrics.kubernetes.control.ReconcileOutcome.Retry;
import io.operatormetrics.kubernetes.loop.Loops;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReconcileLoopTest {

    /** Long enough that nothing but what a test is about can end a wait in time. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final ReconcileTiming EAGER =
            new ReconcileTiming(Duration.ofMillis(50), LONG, Duration.ofMillis(1), Duration.ofMillis(4));
    private static final Done SETTLED = new Done(Optional.empty());

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Loops loops = new Loops(registry, "operator");
    private final BlockingQueue<ReconcileOutcome> outcomes = new LinkedBlockingQueue<>();
    private final AtomicInteger reconciles = new AtomicInteger();
    private ReconcileLoop loop = loop(EAGER);

    /** Each reconcile takes its outcome from {@link #outcomes}, and waits while there is none. */
    private ReconcileLoop loop(ReconcileTiming reconcileTiming) {
        return loop(reconcileTiming, Clock.systemUTC());
    }

    private ReconcileLoop loop(ReconcileTiming reconcileTiming, Clock clock) {
        return new ReconcileLoop(
                "test",
                () -> {
                    ReconcileOutcome outcome = outcomes.take();
                    reconciles.incrementAndGet();
                    return outcome;
                },
                new ReconcileMetrics(new PrometheusRegistry(), "operator"),
                clock,
                loops,
                reconcileTiming);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void reconcilesAtItsStartAndAfterATriggerOnly() {
        outcomes.add(SETTLED);
        outcomes.add(SETTLED);
        loop.start();
        awaitReconciles(1);

        loop.trigger();
        awaitReconciles(2);
    }

    @Test
    void takesABurstOfTriggersForOne() {
        loop.start();
        // The first reconcile goes on until it has an outcome, however long the burst takes.
        for (int trigger = 0; trigger < 1000; trigger++) {
            loop.trigger();
        }
        outcomes.add(SETTLED);
        outcomes.add(SETTLED);
        outcomes.add(SETTLED);

        awaitReconciles(2);
        await().during(EAGER.quiet().multipliedBy(4))
                .until(() -> outcomes.size() == 1); // for a reconcile that must not come
    }

    @Test
    void doesNotWaitForTheEndOfABurstThatHasNone() {
        loop = loop(new ReconcileTiming(LONG, Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofMillis(4)));
        outcomes.add(SETTLED);
        outcomes.add(SETTLED);
        loop.start();
        awaitReconciles(1);

        loop.trigger();
        awaitReconciles(2);
    }

    @Test
    void reconcilesWhenSomethingFallsDue() {
        outcomes.add(new Done(Optional.of(Instant.now().plusMillis(30))));
        outcomes.add(SETTLED);
        loop.start();
        awaitReconciles(2);
    }

    @Test
    void reconcilesAtOnceWhenSomethingIsOverdue() {
        outcomes.add(new Done(Optional.of(Instant.EPOCH)));
        outcomes.add(SETTLED);
        loop.start();
        awaitReconciles(2);
    }

    @Test
    void triesAgainWhatFailedUntilItGoesWell() {
        outcomes.add(new Retry("on purpose", Optional.empty()));
        outcomes.add(new Retry("on purpose", Optional.empty()));
        outcomes.add(SETTLED);
        loop.start();
        awaitReconciles(3);
    }

    @Test
    void doesNotWaitLongerForARetryThanForWhatFallsDue() {
        loop = loop(new ReconcileTiming(Duration.ofMillis(1), LONG, LONG, LONG));
        outcomes.add(new Retry("on purpose", Optional.of(Instant.now().plusMillis(30))));
        outcomes.add(SETTLED);
        loop.start();
        awaitReconciles(2);
    }

    @Test
    void isNotKeptWaitingByAClockThatIsSetBack() {
        AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> Instant.now().plus(shift.get());
        loop = loop(EAGER, clock.withZone(ZoneOffset.UTC));
        loop.start();
        outcomes.add(new Done(Optional.of(Instant.now().plusMillis(500))));
        awaitReconciles(1);

        shift.set(Duration.ofHours(-1));
        outcomes.add(SETTLED);

        awaitReconciles(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnAfterADefectAndCountsIt(boolean error) {
        loop = new ReconcileLoop(
                "test",
                () -> {
                    if (reconciles.incrementAndGet() == 1) {
                        if (error) {
                            throw new StackOverflowError("on purpose");
                        }
                        throw new IllegalStateException("on purpose");
                    }
                    return SETTLED;
                },
                new ReconcileMetrics(registry, "operator"),
                Clock.systemUTC(),
                loops,
                EAGER);
        loop.start();

        await().untilAsserted(() -> {
            assertThat(counted("failure")).isEqualTo(1);
            assertThat(counted("success")).isEqualTo(1);
        });
    }

    @Test
    void interruptsWhatRunsWhenItIsClosedAndNeverReconcilesAgain() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        loop = new ReconcileLoop(
                "test",
                () -> {
                    begun.countDown();
                    try {
                        return outcomes.take();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                },
                new ReconcileMetrics(registry, "operator"),
                Clock.systemUTC(),
                loops,
                EAGER);
        loop.start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        loop.close();

        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToALimit() {
        ReconcileTiming reconcileTiming =
                new ReconcileTiming(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertThat(reconcileTiming.retry(1)).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1));
        assertThat(reconcileTiming.retry(3)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(reconcileTiming.retry(1_000_000)).isBetween(Duration.ofMillis(7500), Duration.ofSeconds(10));
    }

    private void awaitReconciles(int count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> reconciles.get() == count);
    }

    private double counted(String result) {
        return registry.scrape(name -> name.equals("operator_reconciles_total")).stream()
                .flatMap(family -> ((CounterSnapshot) family).getDataPoints().stream())
                .filter(point -> result.equals(point.getLabels().get("result")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
