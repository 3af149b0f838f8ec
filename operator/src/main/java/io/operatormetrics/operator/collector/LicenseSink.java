package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.license.LicenseKey;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the series of the one licence that counts, {@code default}, true as time goes by: they change when it expires and when its grace period ends,
 * without any event. Looks at the clock at least once a minute, in case somebody sets it.
 */
final class LicenseSink implements ObjectSink<LicenseKey> {
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private final ObjectSeries exposed;
    private final LabelValueLimiter texts;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private @Nullable LicenseKey license;
    private @Nullable ScheduledFuture<?> next;

    LicenseSink(ObjectSeries exposed, LabelValueLimiter texts, Clock clock, ScheduledExecutorService scheduler) {
        this.exposed = exposed;
        this.texts = texts;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    @Override
    public synchronized void put(LicenseKey object) {
        if (object.key().equals(LicenseKey.DEFAULT)) {
            exposed.readable(LicenseKey.DEFAULT);
            license = object;
            update();
        }
    }

    @Override
    public synchronized void remove(NamespacedName key) {
        if (key.equals(LicenseKey.DEFAULT)) {
            exposed.readable(key);
            license = null;
            update();
        }
    }

    @Override
    public synchronized void unreadable(NamespacedName key) {
        if (key.equals(LicenseKey.DEFAULT)) {
            remove(key);
            exposed.unreadable(key);
        }
    }

    @Override
    public long cutTexts() {
        return texts.cut();
    }

    @Override
    public Map<HiddenSeries, Integer> hidden() {
        return exposed.hidden();
    }

    private synchronized void update() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        if (license == null) {
            exposed.remove(LicenseKey.DEFAULT);
            return;
        }
        Instant now = clock.instant();
        exposed.put(LicenseKey.DEFAULT, LicenseSeries.of(license, now, texts));
        next = scheduler.schedule(this::update, untilNext(license, now).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Until just after its expiry or its last valid moment if that comes soon. */
    private static Duration untilNext(LicenseKey license, Instant now) {
        return license.lastMoments()
                .map(last -> Duration.between(now, last).plusMillis(1))
                .filter(left -> left.isPositive() && left.compareTo(LONGEST_SLEEP) < 0)
                .min(Duration::compareTo)
                .orElse(LONGEST_SLEEP);
    }
}
