package io.operatormetrics.operator.collector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A clock that stands still until a test turns it, with a scheduler whose tasks run on the test's thread when their time is reached. */
final class TurnedClock extends Clock implements AutoCloseable {

    private record Task(Instant due, Runnable work, ScheduledFuture<?> handle) {}

    private final List<Task> tasks = new ArrayList<>();
    private final Scheduler scheduler = new Scheduler();
    private Instant now;

    TurnedClock(Instant start) {
        now = start;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Runs what falls due on the way, each at its own instant. */
    void turnTo(Instant end) {
        for (Optional<Task> next = nextUntil(end); next.isPresent(); next = nextUntil(end)) {
            tasks.remove(next.get());
            now = next.get().due();
            next.get().work().run();
        }
        now = end;
    }

    /** Moves the hands alone, as when somebody sets the machine's clock: what is scheduled stays as far away as it was. */
    void setTo(Instant other) {
        Duration moved = Duration.between(now, other);
        tasks.replaceAll(task -> new Task(task.due().plus(moved), task.work(), task.handle()));
        now = other;
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
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody needs another zone");
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
            tasks.add(new Task(now.plus(Duration.of(delay, unit.toChronoUnit())), work, handle));
            return handle;
        }
    }
}
