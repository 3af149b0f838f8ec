package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.HandClock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A clock that a test turns, with a scheduler whose tasks run on the test's thread when their time is reached. */
final class TurnedClock extends HandClock implements AutoCloseable {

    private record Task(Instant due, Runnable work, ScheduledFuture<?> handle) {}

    private final List<Task> tasks = new ArrayList<>();
    private final Scheduler scheduler = new Scheduler();

    TurnedClock(Instant start) {
        super(start);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Runs what falls due on the way, each at its own instant. */
    @Override
    public void turnTo(Instant end) {
        for (Optional<Task> next = nextUntil(end); next.isPresent(); next = nextUntil(end)) {
            tasks.remove(next.get());
            super.turnTo(next.get().due());
            next.get().work().run();
        }
        super.turnTo(end);
    }

    /** Moves the hands alone, as when somebody sets the machine's clock: what is scheduled stays as far away as it was. */
    void setTo(Instant other) {
        Duration moved = Duration.between(instant(), other);
        tasks.replaceAll(task -> new Task(task.due().plus(moved), task.work(), task.handle()));
        super.turnTo(other);
    }

    /** When what is scheduled and not cancelled falls due. */
    List<Instant> due() {
        return tasks.stream()
                .filter(task -> !task.handle().isCancelled())
                .map(Task::due)
                .toList();
    }

    private Optional<Task> nextUntil(Instant end) {
        return tasks.stream()
                .filter(task -> !task.handle().isCancelled() && !task.due().isAfter(end))
                .min(Comparator.comparing(Task::due));
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    /** Its own threads never run anything: what it gives to them is only there to be cancelled. */
    final class Scheduler extends ScheduledThreadPoolExecutor {

        private Scheduler() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            ScheduledFuture<?> handle = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            tasks.add(new Task(instant().plus(Duration.of(delay, unit.toChronoUnit())), work, handle));
            return handle;
        }
    }
}
