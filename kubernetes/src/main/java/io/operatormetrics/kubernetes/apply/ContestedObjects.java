package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers how often somebody undid what we wrote, and so when an object is better left alone for a while: two programs that both insist
 * cost an API server a write for each of their answers. Per object: a program that contests one leaves the others alone. For one thread.
 */
final class ContestedObjects {

    /** This many within {@link #WINDOW} are a contest. */
    private static final int LIMIT = 4;

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** After so long without any, nothing is remembered. */
    private static final Duration PEACE = Duration.ofHours(1);

    private final LongSupplier nanoTime;
    private final Map<Target, Contest> contests = new HashMap<>();

    /** @param nanoTime a clock that nobody sets, as {@link System#nanoTime} */
    ContestedObjects(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Target(GroupVersionResource resource, NamespacedName key) {}

    /** A pause that an object is left alone for. */
    record Pause(ExternalChange why, Duration left) {}

    private static final class Contest {
        private final Deque<Long> reversals = new ArrayDeque<>();
        private ExternalChange last = new ExternalChange.Deleted();
        private int pauses;
        private long quietSince;
        private @Nullable Long pausedUntil;
    }

    /** Takes up that somebody undid our last write of it. */
    void undone(GroupVersionResource resource, NamespacedName key, ExternalChange how) {
        Target target = new Target(resource, key);
        long now = nanoTime.getAsLong();
        contests.values().removeIf(contest -> now - contest.quietSince >= PEACE.toNanos());
        Contest contest = contests.computeIfAbsent(target, _ -> new Contest());
        contest.last = how;
        contest.quietSince = now;
        contest.reversals.addLast(now);
        contest.reversals.removeIf(reversal -> now - reversal > WINDOW.toNanos());
        if (contest.pauses > 0 || contest.reversals.size() >= LIMIT || how instanceof ExternalChange.OnAdmission) {
            contest.quietSince = now + pause(contest.pauses).toNanos();
            contest.pausedUntil = contest.quietSince;
            contest.pauses++;
        }
    }

    /** 1, 2, 4, 8 minutes, and 10 from then on. */
    private static Duration pause(int before) {
        Duration pause = FIRST_PAUSE;
        for (int doubled = 0; doubled < before && pause.compareTo(LONGEST_PAUSE) < 0; doubled++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Whether it is to be left alone now, and for how long. */
    Optional<Pause> pause(GroupVersionResource resource, NamespacedName key) {
        Contest contest = contests.get(new Target(resource, key));
        if (contest == null || contest.pausedUntil == null) {
            return Optional.empty();
        }
        long left = contest.pausedUntil - nanoTime.getAsLong();
        return left > 0 ? Optional.of(new Pause(contest.last, Duration.ofNanos(left))) : Optional.empty();
    }
}
