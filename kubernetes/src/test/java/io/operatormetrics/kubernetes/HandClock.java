package io.operatormetrics.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until a test turns it. */
public class HandClock extends Clock {

    public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private volatile Instant now;

    public HandClock() {
        this(START);
    }

    public HandClock(Instant start) {
        now = start;
    }

    public void turn(Duration by) {
        turnTo(now.plus(by));
    }

    public void turnTo(Instant instant) {
        now = instant;
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
}
