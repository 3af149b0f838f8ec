package io.operatormetrics.kubernetes.loop;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LoopsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicInteger outOfMemory = new AtomicInteger();
    private final AtomicLong elapsed = new AtomicLong();
    private final Loops loops =
            new Loops(registry, "operator", outOfMemory::incrementAndGet, () -> System.nanoTime() + elapsed.get());
    private final AtomicInteger steps = new AtomicInteger();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private Loop start(Duration period, Loop.Step step) {
        Loop loop = loops.start("test", period, step);
        opened.add(loop);
        return loop;
    }

    private ScheduledExecutorService timers() {
        ScheduledExecutorService timers = loops.timers();
        opened.add(timers::shutdownNow);
        return timers;
    }

    private double restarts() {
        return registry.scrape(name -> name.startsWith("operator_loop_restarts")).stream()
                .map(CounterSnapshot.class::cast)
                .mapToDouble(counter -> counter.getDataPoints().getFirst().getValue())
                .sum();
    }

    /** Until the test is over, which interrupts it. */
    private static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private void pass(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    static Stream<Throwable> unforeseen() {
        return Stream.of(
                new IllegalStateException("on purpose"),
                new StackOverflowError("on purpose"),
                new NoClassDefFoundError("on purpose"));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @ParameterizedTest
    @MethodSource("unforeseen")
    void goesOnAfterWhatNothingForesaw(Throwable thrown) {
        start(SECOND, () -> {
            if (steps.incrementAndGet() <= 2) {
                LoopsTest.<RuntimeException>raise(thrown);
            }
            hang();
        });
        await().untilAsserted(() -> assertThat(steps).hasValueGreaterThan(2));
        assertThat(restarts()).isEqualTo(2);
        assertThat(outOfMemory).hasValue(0);
        assertThat(loops.troubles()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unforeseen")
    void runsATimersTaskAgainAfterWhatNothingForesaw(Throwable thrown) {
        var _ = timers().schedule(
                        () -> {
                            if (steps.incrementAndGet() <= 2) {
                                LoopsTest.<RuntimeException>raise(thrown);
                            }
                        },
                        0,
                        TimeUnit.MILLISECONDS);
        await().untilAsserted(() -> assertThat(steps).hasValue(3));
        assertThat(restarts()).isEqualTo(2);
    }

    @Test
    void goesOnRepeatingATimersTask() {
        var _ = timers().scheduleWithFixedDelay(
                        () -> {
                            steps.incrementAndGet();
                            throw new IllegalStateException("on purpose");
                        },
                        0,
                        1,
                        TimeUnit.MILLISECONDS);
        await().untilAsserted(() -> assertThat(steps).hasValueGreaterThan(2));
    }

    @Test
    void endsTheProcessWithoutMemory() {
        start(SECOND, () -> {
            steps.incrementAndGet();
            throw new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory");
        });
        await().untilAsserted(() -> assertThat(outOfMemory).hasPositiveValue());
    }

    @Test
    void endsTheProcessWithoutMemoryForATimer() {
        var _ = timers().schedule(
                        () -> {
                            throw new OutOfMemoryError("on purpose");
                        },
                        0,
                        TimeUnit.MILLISECONDS);
        await().untilAsserted(() -> assertThat(outOfMemory).hasPositiveValue());
        assertThat(restarts()).isZero();
    }

    @Test
    void tellsOfALoopThatHangsForFiveMinutes() {
        CountDownLatch end = new CountDownLatch(1);
        start(SECOND, () -> {
            steps.incrementAndGet();
            end.await();
        });
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        pass(Duration.ofSeconds(299));
        assertThat(loops.troubles()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(loops.troubles()).singleElement().asString().startsWith("test has not gone on for 301 s");
        end.countDown();
        await().untilAsserted(() -> assertThat(loops.troubles()).isEmpty());
    }

    @Test
    void tellsOfALoopThatTurnsSeldomAfterFivePeriods() {
        start(Duration.ofMinutes(2), () -> {
            steps.incrementAndGet();
            hang();
        });
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        pass(Duration.ofSeconds(599));
        assertThat(loops.troubles()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(loops.troubles()).hasSize(1);
    }

    @Test
    void tellsOfNoLoopThatWaitsForAnAnswerOrInABackoffOrSaysThatItGoesOn() {
        start(SECOND, () -> {
            try (Loop.Waiting _ = Loop.waiting()) {
                steps.incrementAndGet();
                hang();
            }
        });
        start(SECOND, () -> {
            steps.incrementAndGet();
            Loop.pause(Duration.ofMinutes(10));
        });
        start(SECOND, () -> {
            steps.incrementAndGet();
            while (true) {
                Loop.pause(Duration.ofMillis(1));
                Loop.turned();
            }
        });
        await().untilAsserted(() -> assertThat(steps).hasValue(3));
        pass(Duration.ofMinutes(10));
        await().untilAsserted(() -> assertThat(loops.troubles()).isEmpty());
        assertThat(restarts()).isZero();
    }

    @Test
    void tellsOfATimerThatHangs() {
        var _ = timers().schedule(
                        () -> {
                            steps.incrementAndGet();
                            try {
                                hang();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        0,
                        TimeUnit.MILLISECONDS);
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        pass(Duration.ofSeconds(301));
        assertThat(loops.troubles()).singleElement().asString().startsWith("timers");
    }

    @Test
    void tellsNothingOfALoopThatIsClosed() {
        Loop loop = start(SECOND, () -> {
            steps.incrementAndGet();
            hang();
        });
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        loop.close();
        pass(Duration.ofMinutes(10));
        assertThat(loops.troubles()).isEmpty();
        assertThat(steps).hasValue(1);
    }
}
