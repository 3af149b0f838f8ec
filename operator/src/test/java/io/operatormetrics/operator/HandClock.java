package io.operatormetrics.operator.certificate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until a test turns it. */
final class HandClock extends Clock {

    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private Instant now = START;

    void turn(Duration by) {
        now = now.plus(by);
    }

    void turnTo(Instant instant) {
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
